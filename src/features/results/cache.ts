import type { Blocked } from '../../core/inference/guardrails/guardrails.ts'
import { HOUR_MS, MINUTE_MS } from '../../lib/duration.ts'
import { createRecent } from '../../lib/recent.ts'
import { loadReport, type ResultsSources, type Subject } from './results.ts'
import type { ResultsQuery } from './schema/query.ts'
import type { Results } from './schema.ts'
import { loadSegments, segmentRule } from './segments/segments.ts'
import { loadCountStamp } from './store.ts'

/** Answers that stay true until a count, the configuration, the division of traffic or the hour changes. */
export interface AnswerCache {
  /**
   * The answer under this name; made anew only after a change. Calls at the same time share one computation.
   * @param name what is asked: the kind of answer and its parameters
   */
  get<Answer>(subject: Subject, name: string, make: () => Promise<Answer>, cost?: Cost): Promise<Answer>
}

/**
 * high: the answer is kept for twenty times as long as it took, ten minutes at most, although counts have changed. Then
 * the name has to hold what else it depends on.
 */
export type Cost = 'low' | 'high'

const REST_FACTOR = 20
const REST_MAX_MS = 10 * MINUTE_MS

const ANSWERS_MAX = 500

interface Kept {
  readonly stamp: string
  readonly answer: Promise<unknown>
  /** Until when it is given although something has changed; 0: not at all. */
  readonly restsUntilMs: number
}

/** Keeps the latest answers of this process, so that a page that asks every few seconds costs one small query. */
export function createAnswerCache({ db, clock, allocationOf, blockedOf }: ResultsSources): AnswerCache {
  const answers = createRecent<Kept>(ANSWERS_MAX)

  async function stampOf({ org, template }: Subject): Promise<string> {
    const now = clock()
    const shares = await allocationOf(org, template)
    const blocked = await blockedOf(org, template)
    const ids = template.variants.map(({ id }) => id)
    const counts = await loadCountStamp(db, { orgId: org.id, templateId: template.id }, ids, now)
    const hour = Math.floor(now.getTime() / HOUR_MS)
    return JSON.stringify([org.configVersion, hour, counts, [...shares], [...blocked].map(blockOf)])
  }

  return {
    async get<Answer>(subject: Subject, name: string, make: () => Promise<Answer>, cost: Cost = 'low') {
      const key = `${subject.org.id} ${subject.template.id} ${name}`
      const stamp = await stampOf(subject)
      const known = answers.get(key)
      // Under one name there is one kind of answer.
      if (known && (known.stamp === stamp || clock().getTime() < known.restsUntilMs))
        return known.answer as Promise<Answer>
      const beganMs = clock().getTime()
      const answer = make()
      const kept = { stamp, answer, restsUntilMs: cost === 'high' ? Number.POSITIVE_INFINITY : 0 }
      answers.set(key, kept)
      answer.then(
        () => {
          const endedMs = clock().getTime()
          if (cost === 'high')
            kept.restsUntilMs = endedMs + Math.min(REST_MAX_MS, REST_FACTOR * (endedMs - beganMs))
        },
        () => answers.delete(key),
      )
      return answer
    },
  }
}

const blockOf = ([id, { metric, rate, controlRate }]: readonly [string, Blocked]) => [
  id,
  metric,
  rate,
  controlRate,
]

/**
 * The report of a template. It holds for this moment: nothing has changed since it was made. Its segments say when they
 * were computed.
 * @throws Problem invalid-request
 */
export async function currentReport(
  answers: AnswerCache,
  sources: ResultsSources,
  subject: Subject,
  { segment, ...query }: ResultsQuery,
): Promise<Results> {
  const rule = segment === undefined ? undefined : segmentRule(subject.org, segment)
  const asked = JSON.stringify(query)
  const report = await answers.get(subject, `results ${asked}`, () => loadReport(sources, subject, query))
  const segments = rule
    ? await answers.get(
        subject,
        `segments ${subject.org.configVersion} ${rule.name} ${asked}`,
        () => loadSegments(sources, subject, query, rule, report.gates),
        'high',
      )
    : null
  return { ...report, segments, as_of: sources.clock().toISOString() }
}
