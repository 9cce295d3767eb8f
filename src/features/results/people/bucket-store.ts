import { firstIdOf } from '../../../lib/id.ts'
import type { Database } from '../../../runtime/db/session.ts'
import { monthOf, personBucket } from '../../../runtime/db/sql/person-bucket-sql.ts'
import type { Period } from '../../../runtime/http/period.ts'

interface Place extends Period {
  readonly orgId: number
  readonly templateId: string
}

/** Messages of a month by bucket of people. */
export interface BucketCounts {
  readonly arm: 'control' | 'treatment'
  readonly measure: string
  readonly counts: readonly number[]
}

/** The counts of the months that a period touches. */
export const loadBucketCounts = (
  db: Database,
  { orgId, templateId, from, to }: Place,
  measures: readonly string[],
): Promise<readonly BucketCounts[]> =>
  db.query({
    name: 'results-bucket-counts',
    text: `select arm, measure, counts from person_counts where org_id = $1 and template_id = $2 and measure = any($3)
             and month >= ${monthOf('$4::timestamptz')} and month <= ${monthOf('$5::timestamptz')}`,
    values: [orgId, templateId, measures, from ?? EARLIEST, to ?? LATEST],
  })

/** More are read only while the worker is far behind. */
const UNCOUNTED_MAX = 20_000

/**
 * The arm and bucket of the latest decisions. They are counted some seconds after they were made; with them, figures change
 * with decisions and events alone.
 */
export const loadUncountedDecisions = (
  db: Database,
  { orgId, templateId, from, to }: Place,
): Promise<readonly { readonly arm: BucketCounts['arm']; readonly bucket: number }[]> =>
  db.query({
    name: 'results-uncounted-decisions',
    text: `select d.arm, ${personBucket('d')} as bucket
           from (select coalesce(max(id::text)::uuid, $3) as id, coalesce(max(decided_at), $4) as decided_at from decided_pairs where org_id = $1) looked
           join decisions d on d.id > looked.id and d.decided_at >= looked.decided_at
           where d.org_id = $1 and d.template_id = $2 and d.counted and d.arm <> 'fallback' and d.variant_id is not null
             and d.reason <> 'external-control' and ${monthOf('d.decided_at')} between ${monthOf('$5::timestamptz')} and ${monthOf('$6::timestamptz')}
           limit ${UNCOUNTED_MAX}`,
    values: [orgId, templateId, firstIdOf(EARLIEST), EARLIEST, from ?? EARLIEST, to ?? LATEST],
  })

export interface BucketAmount {
  readonly arm: 'control' | 'treatment'
  readonly bucket: number
  /** Sums over messages. */
  readonly amount: number
  readonly squares: number
}

/**
 * Amounts in the months that a period touches, by bucket of people.
 * @param cap larger amounts are cut to this one
 */
export const loadBucketAmounts = (
  db: Database,
  { orgId, templateId, from, to }: Place,
  currency: string,
  cap: number | undefined,
): Promise<readonly BucketAmount[]> =>
  db.query({
    name: 'results-bucket-amounts',
    text: `select arm, person_bucket as bucket, sum(n * y) as amount, sum(n * y * y) as squares
           from (select arm, person_bucket, messages as n, least(amount_minor, $4)::float8 as y from message_amounts
                 where org_id = $1 and template_id = $2 and currency = $3 and person_bucket is not null
                   and ${monthOf('starts_at')} between ${monthOf('$5::timestamptz')} and ${monthOf('$6::timestamptz')}) amounts
           group by 1, 2`,
    values: [orgId, templateId, currency, cap ?? null, from ?? EARLIEST, to ?? LATEST],
  })

const EARLIEST = new Date(0)
const LATEST = new Date('9999-12-31T00:00:00Z')
