import { createEvaluator } from '../../core/inference/offline.ts'
import { createRewardModel, type ReplayedDecision } from '../../core/inference/reward-model.ts'
import { windowOfMetric } from '../../core/measure/key-metric.ts'
import type { Clock } from '../../lib/clock.ts'
import { DAY_MS } from '../../lib/duration.ts'
import { inSlices } from '../../lib/in-slices.ts'
import type { Org, Template } from '../../runtime/catalog/catalog.ts'
import type { Database } from '../../runtime/db/session.ts'
import { readPeriod } from '../../runtime/http/period.ts'
import { unprocessable } from '../../runtime/http/unprocessable.ts'
import { type Asked, readAsked, type Strategies, treated } from './asked.ts'
import { createLogReader, type PastLog } from './log.ts'
import type { EvaluateBody, EvaluationView } from './schema.ts'
import { countDecisions, readDecisions, reportsSends, type Stretch } from './store.ts'
import { learnFrom, trainPolicy, type Would } from './train.ts'
import { type Maturing, type Replayed, viewOf } from './view.ts'

export interface Evaluating {
  readonly db: Database
  readonly clock: Clock
  readonly strategies: Strategies
}

/** Opens and clicks have no window. Nearly all of them occur within a day. */
const SETTLED_DAYS = 1

/** About 30 MB. */
const DECISIONS_MAX = 1_000_000

/**
 * The estimated result of a policy on past messages. A learning policy is trained on the first half of the messages
 * and evaluated on the second, because a policy that is evaluated on its training data looks better than it is.
 * @throws Problem invalid-request, or unprocessable with the field
 */
export async function evaluate(
  { db, clock, strategies }: Evaluating,
  { org, template }: { readonly org: Org; readonly template: Template },
  body: EvaluateBody,
): Promise<EvaluationView> {
  const asked = readAsked(body, template, strategies)
  const stretch = stretchOf(body, template, clock())
  const log = await readLog(db, org, template, stretch)
  const maturing = await readMaturing(db, org, template, body, stretch)
  const split = asked.kind === 'learned' ? Math.floor(log.size / 2) : 0
  const evidence = await inSlices(learnFrom(log, split, template))
  const would = trainPolicy(asked, evidence, `${org.slug}/${template.id}/evaluate`)
  const { evaluation, ...found } = await inSlices(replay(log, split, would))
  return viewOf({
    org,
    template,
    asked,
    evaluation,
    ...found,
    trainedOn: split,
    maturing,
    notes: notesOf(asked, template, log),
  })
}

/** The days after a message during which its result may still change. */
const waitDaysOf = (template: Template): number =>
  windowOfMetric(template, template.keyMetric)?.lookbackDays ?? SETTLED_DAYS

function stretchOf(body: EvaluateBody, template: Template, now: Date): Stretch {
  const { from, to } = readPeriod(body)
  const mature = new Date(now.getTime() - waitDaysOf(template) * DAY_MS)
  return { from, to: to !== undefined && to < mature ? to : mature }
}

/** The messages of the period that are too new to be evaluated. */
async function readMaturing(
  db: Database,
  org: Org,
  template: Template,
  body: EvaluateBody,
  stretch: Stretch,
): Promise<Maturing> {
  const { from: asked, to } = readPeriod(body)
  const from = asked !== undefined && asked > stretch.to ? asked : stretch.to
  const messages = await countDecisions(db, org, template, { from, to }, DECISIONS_MAX)
  return { since: from, messages, waitDays: waitDaysOf(template) }
}

async function readLog(db: Database, org: Org, template: Template, stretch: Stretch): Promise<PastLog> {
  const { context } = template.learning
  const learned = context.length > 0 ? context : org.rules.map(({ name }) => name)
  const reader = createLogReader(template, learned, await reportsSends(db, org, template))
  for await (const page of readDecisions(db, org, template, stretch)) {
    reader.add(page)
    if (reader.size() > DECISIONS_MAX)
      throw unprocessable({
        field: '/from',
        message: `There are more than ${DECISIONS_MAX} decisions in this period. Ask for a shorter one, with from and to.`,
      })
  }
  return reader.done()
}

/** Messages for which the policy has no variant are left out, because the policy does not apply to them. */
function* replay(log: PastLog, start: number, would: Would): Generator<undefined, Replayed> {
  const model = createRewardModel()
  const evaluator = createEvaluator()
  const totals = new Map<string, number>()
  let count = 0
  let [from, to]: (Date | undefined)[] = []
  const decisionAt = (at: number): ReplayedDecision | undefined => {
    const { context, ...decision } = log.get(at)
    const policy = would(context)
    return policy.size === 0 ? undefined : { ...decision, cell: context.cell, policy }
  }
  for (let at = start; at < log.size; at++) {
    const decision = decisionAt(at)
    if (decision) model.learn(decision, at)
    yield
  }
  for (let at = start; at < log.size; at++) {
    const decision = decisionAt(at)
    if (decision === undefined) continue
    evaluator.add(model.predict(decision, at))
    for (const [id, share] of decision.policy) totals.set(id, (totals.get(id) ?? 0) + share)
    count++
    to = log.get(at).at
    from ??= to
    yield
  }
  const shares = new Map([...totals].map(([id, total]) => [id, total / count]))
  return { evaluation: evaluator.evaluation(), shares, from, to }
}

function notesOf(asked: Asked, template: Template, log: PastLog): readonly string[] {
  const given = new Set<string>()
  for (let at = 0; at < log.size; at += Math.max(1, Math.floor(log.size / 10_000)))
    given.add(log.get(at).variantId)
  const unseen = treated(template).filter(({ id }) => !given.has(id))
  return [
    ...(asked.kind === 'learned'
      ? [
          'The policy was trained on the first half of the messages and held fixed on the second. In production it would continue to learn.',
        ]
      : []),
    ...unseen.map(
      ({ name }) => `“${name}” was hardly or never given in this period, so the log says nothing of it.`,
    ),
    'The evaluation assumes that people would react now as they did then.',
  ]
}
