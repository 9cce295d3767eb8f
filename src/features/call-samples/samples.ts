import { type Attributes, normaliseAttributes } from '../../core/targeting/normalise.ts'
import type { Clock } from '../../lib/clock.ts'
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

/** What recent calls of a template sent. */
export const recentCallsOf =
  ({ clock, ...sources }: SampleSources & { readonly clock: Clock }) =>
  async (org: Org, { id }: Pick<Template, 'id'>): Promise<RecentCalls> => {
    const samples = await recentSamples(sources, org.id, id)
    return {
      calls: samples.length,
      seen: seenIn(samples),
      attributes: samples.map(({ attrs }) => normaliseAttributes(attrs, org.rules, clock())),
    }
  }

/** The fields and attributes of one recent call; undefined if it is no longer known. */
export const samplePersonOf =
  (sources: SampleSources) =>
  async (org: Org, { id }: Pick<Template, 'id'>, sampleId: string): Promise<StoredSample | undefined> =>
    (await recentSamples(sources, org.id, id)).find(sample => sample.id === sampleId)
