import { type Attributes, normaliseAttributes } from '../../core/targeting/normalise.ts'
import type { Clock } from '../../lib/clock.ts'
import { createRecent } from '../../lib/recent.ts'
import type { Org, Template } from '../../runtime/catalog/catalog.ts'
import type { Session } from '../../runtime/db/session.ts'
import { loadSamples, type StoredSample } from './sample-store.ts'
import type { Sampler } from './sampler.ts'
import { seenIn } from './summary.ts'

export interface SampleSources {
  readonly db: Session
  readonly sampler: Sampler
}

/** The recent calls of a template, those of the last seconds included, the newest first. */
export async function recentSamples(
  { db, sampler }: SampleSources,
  orgId: number,
  templateId: string,
): Promise<readonly StoredSample[]> {
  await sampler.flush()
  return loadSamples(db, orgId, templateId)
}

export interface RecentCalls {
  readonly calls: number
  /** The number of calls that had each field. */
  readonly seen: ReadonlyMap<string, number>
  /** The attributes of each call, normalised by the present rules. */
  readonly attributes: readonly Attributes[]
}

interface Known {
  readonly recent: RecentCalls
  readonly rules: Org['rules']
  readonly untilMs: number
}

// An editor previews with every pause of typing, and reading the attributes of 200 calls can take long.
const KNOWN_MS = 10_000
const KNOWN_MAX = 100

/** What recent calls of a template sent, at most ten seconds old. */
export function recentCallsOf({ clock, ...sources }: SampleSources & { readonly clock: Clock }) {
  const known = createRecent<Known>(KNOWN_MAX)
  return async (org: Org, { id }: Pick<Template, 'id'>): Promise<RecentCalls> => {
    const key = `${org.id} ${id}`
    const nowMs = clock().getTime()
    const last = known.get(key)
    if (last && last.rules === org.rules && nowMs < last.untilMs) return last.recent
    const samples = await recentSamples(sources, org.id, id)
    const recent = {
      calls: samples.length,
      seen: seenIn(samples),
      attributes: samples.map(({ attrs }) => normaliseAttributes(attrs, org.rules, clock())),
    }
    known.set(key, { recent, rules: org.rules, untilMs: nowMs + KNOWN_MS })
    return recent
  }
}

/** The fields and attributes of one recent call; undefined if it is no longer known. */
export const samplePersonOf =
  (sources: SampleSources) =>
  async (org: Org, { id }: Pick<Template, 'id'>, sampleId: string): Promise<StoredSample | undefined> =>
    (await recentSamples(sources, org.id, id)).find(sample => sample.id === sampleId)
