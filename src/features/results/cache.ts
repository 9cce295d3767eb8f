import type { Blocked } from '../../core/inference/guardrails.ts'
import { HOUR_MS } from '../../lib/duration.ts'
import { createRecent } from '../../lib/recent.ts'
import { loadReport, type ResultsSources, type Subject } from './results.ts'
import type { Results, ResultsQuery } from './schema.ts'
import { loadCountStamp } from './store.ts'

/** Answers that stay true until a count, the configuration, the division of traffic or the hour changes. */
export interface AnswerCache {
  /**
   * The answer under this name; made anew only after a change. Calls at the same time share one computation.
   * @param name what is asked: the kind of answer and its parameters
   */
  get<Answer>(subject: Subject, name: string, make: () => Promise<Answer>): Promise<Answer>
}

const ANSWERS_MAX = 500

/** Keeps the latest answers of this process, so that a page that asks every few seconds costs one small query. */
export function createAnswerCache({ db, clock, allocationOf, blockedOf }: ResultsSources): AnswerCache {
  const answers = createRecent<{ readonly stamp: string; readonly answer: Promise<unknown> }>(ANSWERS_MAX)

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
    async get<Answer>(subject: Subject, name: string, make: () => Promise<Answer>) {
      const key = `${subject.org.id} ${subject.template.id} ${name}`
      const stamp = await stampOf(subject)
      const known = answers.get(key)
      // Under one name there is one kind of answer.
      if (known?.stamp === stamp) return known.answer as Promise<Answer>
      const answer = make()
      answers.set(key, { stamp, answer })
      answer.catch(() => answers.delete(key))
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

/** The report of a template. It holds for this moment: nothing has changed since it was made. */
export async function currentReport(
  answers: AnswerCache,
  sources: ResultsSources,
  subject: Subject,
  query: ResultsQuery,
): Promise<Results> {
  const name = `results ${JSON.stringify(query)}`
  const report = await answers.get(subject, name, () => loadReport(sources, subject, query))
  return { ...report, as_of: sources.clock().toISOString() }
}
