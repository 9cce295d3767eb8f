import type { FastifyBaseLogger } from 'fastify'
import { whyNone } from '../../core/ids/none.ts'
import { cellOf } from '../../core/measure/cell.ts'
import { type Attributes, normaliseAttributes } from '../../core/targeting/normalise.ts'
import type { Clock } from '../../lib/clock.ts'
import { createId } from '../../lib/id.ts'
import { LATE, within } from '../../lib/within.ts'
import type { Org, Template } from '../../runtime/catalog/catalog.ts'
import { invalidField, Problem } from '../../runtime/http/problem.ts'
import type { Policies } from '../learning/policies.ts'
import { forThisPerson, isOfAnother } from './clash/person.ts'
import type { TrackedMessage } from './clash/template.ts'
import { type Choice, decide } from './decide.ts'
import type { Decision, Kept } from './decision.ts'
import type { GenerateInput } from './input.ts'
import type { Ledger } from './ledger.ts'
import { isNamedBy, type LateName } from './names/late-names.ts'
import type { GenerateAnswer } from './schema.ts'
import { type Asked, toDecision } from './to-decision.ts'
import { explain } from './trace.ts'
import { refuseEmptyWindow } from './windows.ts'
import { type Faults, faultsOf, NO_FAULTS } from './wording/faults.ts'
import { controlVars, repeated, type Worded, withWording } from './wording/worded.ts'

export interface Generator {
  readonly ledger: Ledger
  readonly policies: Policies
  readonly clock: Clock
  readonly log: FastifyBaseLogger
  /** How long storing may take, in milliseconds, before the control wording is given instead. */
  readonly budgetMs: number
  /**
   * Called for every choice that will count, before it is stored, so that no stored choice misses its profile write.
   * Undefined if the choice needs none.
   */
  readonly prepareWriteBack: (choice: ChoiceToWriteBack) => Promise<void> | undefined
  /** The other template whose message has the same tracking id, if there is one. Asked for a trace only: it is a query. */
  readonly otherTemplateOf: (message: TrackedMessage) => Promise<string | undefined>
  /** Called for a repetition that names the person of its message by a further name. */
  readonly onName: (name: LateName) => void
  /** Called for every answer but those of unrecorded requests. */
  readonly onAnswer: (org: Org, answer: GenerateAnswer, input: GenerateInput, faults: Faults) => void
}

export interface ChoiceToWriteBack {
  readonly org: Org
  readonly template: Template
  readonly input: GenerateInput
  readonly decision: Decision
  readonly vars: Readonly<Record<string, string>>
}

/**
 * Chooses, stores and renders one wording. An answer is on disk or marked `degraded`: an error in Parley must not stop
 * a send.
 * @param attributes of the person, if they are known from another message of the same request
 * @throws Problem template-not-found, or unprocessable for a forced variant that does not exist
 */
export async function generate(
  generator: Generator,
  org: Org,
  input: GenerateInput,
  attributes: Attributes = normaliseAttributes(input.attrs, org.rules, generator.clock()),
): Promise<GenerateAnswer> {
  const template = findTemplate(org, input.templateId)
  refuseEmptyWindow(input, template.attribution)
  const { log } = generator
  const now = generator.clock()
  const cell = cellOf(attributes, template.learning.context)
  const known = generator.policies.policyOf(org, template)
  const policy = known instanceof Promise ? await within(known, generator.budgetMs) : known
  if (policy === LATE) return answered(generator, org, input, degradedFor(template, input), NO_FAULTS)
  const id = createId(now.getTime())
  const question = { template, input, attributes, cell, policy, id }
  const worded = withWording(log, template, input, choiceFor(question))
  const { choice, vars } = worded
  const decision = toDecision(org, question, choice, now)
  const told = { template, policy, attributes, input, decision, choice }
  if (input.unrecorded) {
    const answer = { ...answerFor(template, input, decision, worded), ...unrecordedIds(input) }
    const trace = () =>
      explain({ ...told, kept: decision, faults: faultsOf(worded, false), otherTemplate: undefined })
    return input.trace ? { ...answer, trace: trace() } : answer
  }
  const ahead = decision.counted
    ? generator.prepareWriteBack({ org, template, input, decision, vars })
    : undefined
  const [kept, isClash] = await recordForPerson(generator, decision, ahead)
  const shown = kept === undefined || kept.id === id ? worded : repeated(log, template, input, kept)
  const faults = faultsOf(shown, isClash)
  const answer = kept === undefined ? degradedFor(template, input) : answerFor(template, input, kept, shown)
  answered(generator, org, input, answer, faults)
  if (!input.trace) return answer
  const otherTemplate = kept === undefined ? undefined : await otherTemplateFor(generator, decision, kept)
  return { ...answer, trace: explain({ ...told, kept, faults, otherTemplate }) }
}

/** Undefined too if it is not known in time. */
async function otherTemplateFor(
  { otherTemplateOf, budgetMs, log }: Generator,
  { orgId, templateId, trackingId, counted }: Decision,
  { id: decisionId }: Kept,
): Promise<string | undefined> {
  if (trackingId === null || !counted) return undefined
  try {
    const other = await within(otherTemplateOf({ orgId, templateId, trackingId, decisionId }), budgetMs)
    return other === LATE ? undefined : other
  } catch (error) {
    log.warn({ err: error, template: templateId }, 'a trace does not say whether its tracking id is shared')
    return undefined
  }
}

function answered(
  { onAnswer }: Generator,
  org: Org,
  input: GenerateInput,
  answer: GenerateAnswer,
  faults: Faults,
): GenerateAnswer {
  if (!input.unrecorded) onAnswer(org, answer, input, faults)
  return answer
}

/** No decision is stored, so no event can be matched by its id. */
const unrecordedIds = ({ trackingId }: GenerateInput) => ({
  decision_id: null,
  tracking_id: trackingId ?? '',
})

function findTemplate(org: Org, id: string): Template {
  const template = org.templates.get(id)
  const why = template ? undefined : whyNone(id, 'source')
  if (why !== undefined)
    throw invalidField('template_id', `"${id}" names no template: it ${why}. Send the id of a template.`)
  if (!template)
    throw new Problem(
      'template-not-found',
      `There is no template "${id}" in ${org.slug}. Check the id in the template's settings.`,
    )
  return template
}

function choiceFor({ template, input, attributes, cell, policy, id }: Asked): Choice {
  if (input.copyId !== null) return forced(template, input.copyId)
  const person = input.userId ?? input.email
  const { split, learning, epsilon } = template
  return decide({
    template,
    attributes,
    cell,
    splitKey: (split.method === 'internal_persistent' ? person : null) ?? input.trackingId ?? id,
    choiceKey: (learning.isSticky ? person : null) ?? id,
    policy,
    epsilon: input.epsilon ?? epsilon,
  })
}

function forced(template: Template, copyId: string): Choice {
  const variant = template.variants.find(({ id }) => id === copyId)
  if (!variant) {
    const message = `There is no variant "${copyId}" in template "${template.id}", or it is archived.`
    throw new Problem('unprocessable', message, [{ field: '/copy_id', message }])
  }
  return {
    variant,
    arm: variant.isControl ? 'control' : 'treatment',
    reason: 'forced',
    propensity: 1,
    table: undefined,
    row: null,
    epsilon: null,
  }
}

/**
 * Stores the decision, and once more with a key of its own if its key is that of another person's message.
 * @returns the decision of the message, and whether there were two people
 */
async function recordForPerson(
  generator: Generator,
  decision: Decision,
  ahead: Promise<void> | undefined,
): Promise<readonly [Kept | undefined, isClash: boolean]> {
  const startedAt = performance.now()
  const kept = await recordInTime(generator, decision, ahead)
  if (kept === undefined || !isOfAnother(kept, decision)) return [withName(generator, kept, decision), false]
  const budgetMs = generator.budgetMs - (performance.now() - startedAt)
  const own = await recordInTime({ ...generator, budgetMs }, forThisPerson(decision), undefined)
  return [withName(generator, own, decision), true]
}

function withName({ onName }: Generator, kept: Kept | undefined, decision: Decision): Kept | undefined {
  const { orgId, userKey, email } = decision
  if (kept !== undefined && userKey !== null && isNamedBy(kept, decision))
    onName({ orgId, decisionId: kept.id, userKey, email })
  return kept
}

/**
 * Stores the decision within the time budget. Returns the decision of the message, which may be an earlier one; or
 * undefined, and then the decision is withdrawn.
 */
async function recordInTime(
  { ledger, budgetMs, log }: Generator,
  decision: Decision,
  ahead: Promise<void> | undefined,
): Promise<Kept | undefined> {
  try {
    const leftMs = ahead === undefined ? budgetMs : await timeLeftAfter(ahead, budgetMs)
    if (leftMs > 0) {
      const recording = ledger.record(decision)
      const kept = await within(recording.kept, leftMs)
      if (kept !== LATE) return kept
      ledger.abandon(recording, decision)
    }
  } catch (error) {
    log.error({ err: error, template: decision.templateId }, 'choice not stored; control given')
    return undefined
  }
  log.error({ template: decision.templateId, budgetMs }, 'choice not stored in time; control given')
  return undefined
}

/** @returns the milliseconds of the budget that are left after the work; 0 if the work takes longer */
async function timeLeftAfter(work: Promise<void>, budgetMs: number): Promise<number> {
  const startedAt = performance.now()
  return (await within(work, budgetMs)) === LATE ? 0 : budgetMs - (performance.now() - startedAt)
}

function degradedFor(template: Template, input: GenerateInput): GenerateAnswer {
  const { control } = template
  return {
    copy: { id: control?.id ?? null, vars: controlVars(template, input.fields) },
    template_id: template.id,
    tracking_id: input.trackingId ?? '',
    decision_id: null,
    control: true,
    reason: 'store-down',
    degraded: true,
  }
}

function answerFor(
  template: Template,
  input: GenerateInput,
  kept: Kept,
  { choice: { variant, arm, reason }, vars }: Worded,
): GenerateAnswer {
  return {
    copy: { id: variant?.id ?? null, vars },
    template_id: template.id,
    tracking_id: input.trackingId ?? kept.id,
    decision_id: kept.id,
    control: arm !== 'treatment',
    reason,
  }
}
