import { withFloor } from '../../core/bandit/even-share.ts'
import { describeBlocked } from '../../core/inference/guardrails/guardrails.ts'
import { matches } from '../../core/targeting/matches.ts'
import type { Attributes } from '../../core/targeting/normalise.ts'
import type { Template } from '../../runtime/catalog/catalog.ts'
import type { ServedPolicy } from '../learning/served-policy.ts'
import type { Choice } from './decide.ts'
import type { Decision, Kept } from './decision.ts'
import type { GenerateInput } from './input.ts'
import type { GenerateAnswer, Reason } from './schema.ts'
import type { Faults } from './wording/faults.ts'

interface Circumstances {
  readonly template: Template
  readonly policy: ServedPolicy
  readonly attributes: Attributes
  readonly input: GenerateInput
  readonly decision: Decision
  /** The decision of the message; undefined if it was not stored. */
  readonly kept: Kept | undefined
  readonly choice: Choice
  readonly faults: Faults
  /** The other template whose message has the same tracking id. */
  readonly otherTemplate: string | undefined
}

/** The text for every reason. */
export const WHY: Readonly<Record<Reason, string>> = {
  bandit: 'Treated, and drawn from the eligible variants in proportion to their weights.',
  'control-split': 'This person is in the control group, which always gets the control wording.',
  forced: 'The request named this variant. Nothing is counted.',
  'template-draft': 'The template is a draft, which serves the control wording only. Activate it to start.',
  'template-archived': 'The template is archived, which serves the control wording only.',
  'no-eligible-variant': 'No approved variant targets these attributes, so the control wording is given.',
  'render-failed':
    'The chosen variant could not be rendered with these fields, so the control wording is given.',
  'store-down': 'The choice was not stored in time, so the control wording is given.',
}

const CLASH =
  'An earlier request with this tracking id or idempotency key was for another person. This person got a choice of their own. Send an id of its own with every message: an event that carries this one and names no person is credited to the latest message before it.'

const clashWith = (template: string): string =>
  `The template "${template}" has a message with this tracking id too. Each template has a choice of its own. Send an id of its own with every message: an event that carries this one counts only if its person or the platform's ids tell which message is meant.`

const clashOf = ({ isClash }: Faults, otherTemplate: string | undefined): string | null => {
  if (isClash) return CLASH
  return otherTemplate === undefined ? null : clashWith(otherTemplate)
}

/** The choice in words and numbers. */
export function explain({
  template,
  policy,
  attributes,
  input,
  decision,
  kept,
  choice,
  faults,
  otherTemplate,
}: Circumstances): NonNullable<GenerateAnswer['trace']> {
  const repeated = kept !== undefined && kept.id !== decision.id
  const epsilon = input.epsilon ?? template.epsilon
  const why = WHY[kept === undefined ? 'store-down' : kept.reason]
  return {
    why: repeated ? `An earlier request of the same message got this choice. ${why}` : why,
    attributes: Object.fromEntries(Object.entries(attributes).map(([name, values]) => [name, [...values]])),
    eligible: weightsOf(choice, epsilon),
    split: { method: template.split.method, control_share: template.split.controlShare },
    epsilon,
    propensity: kept?.propensity ?? 1,
    model_version: kept?.modelVersion ?? decision.modelVersion,
    cell: decision.cell,
    table_id: choice.table?.id ?? null,
    table_row: choice.row,
    blocked: blockedOf(template, policy),
    not_eligible: notEligible(template, attributes),
    message_key: decision.messageKey,
    ignored: [...input.passedOver],
    missing_fields: [...faults.missing],
    not_rendered: faults.notRendered?.reason ?? null,
    clash: clashOf(faults, otherTemplate),
    repeated,
  }
}

/** For each eligible variant of this request, its share of treated traffic. */
function weightsOf({ table }: Choice, epsilon: number) {
  if (table === undefined) return []
  const weights = withFloor(table.shares, epsilon)
  return table.candidates.variants.map(({ id, name }, at) => ({ id, name, weight: weights[at] ?? 0 }))
}

/** The variants that this person cannot get, besides the control, with the reason. */
function notEligible({ variants }: Template, attributes: Attributes) {
  return variants.flatMap(({ id, name, attrs, status, isControl }) => {
    if (isControl) return []
    if (status !== 'approved') return [{ id, name, why: 'It is not approved.' }]
    const [missing] = Object.entries(attrs).filter(
      ([attr, wanted]) => !matches({ [attr]: wanted }, attributes),
    )
    if (!missing) return []
    const [attr, wanted] = missing
    const given = Object.hasOwn(attributes, attr) ? attributes[attr]?.join(', ') : undefined
    const has = given === undefined ? `has no ${attr}` : `has ${given}`
    return [{ id, name, why: `It is for people with ${attr} ${wanted.join(' or ')}; this person ${has}.` }]
  })
}

function blockedOf({ variants }: Template, { blocked }: ServedPolicy) {
  return variants.flatMap(({ id, name }) => {
    const why = blocked.get(id)
    return why ? [{ id, name, why: describeBlocked(why) }] : []
  })
}
