import { PERSON_BUCKETS, PURPOSE } from '../../../core/measure/person-bucket.ts'

// SQL about `person_counts` that several features share.

// `convert_to` is not immutable, so a distributed planner refuses it in changes. Stores are in UTF-8.
const bytes = (text: string): string => `replace(${text}, '\\', '\\\\')::bytea`
const NUL = `'\\x00'::bytea`

/** The bucket of a decision. Decisions from before the column have that of their person, as `personBucketOf` computes it. */
export const personBucket = (decision: string): string =>
  `coalesce(${decision}.person_bucket, get_byte(sha256(${bytes(`'${PURPOSE}'`)} || ${NUL} || ${bytes(`${decision}.template_id`)} || ${NUL}
    || ${bytes(`coalesce(${decision}.user_key, ${decision}.id::text)`)}), 0) / ${256 / PERSON_BUCKETS})::smallint`

/** The first day of the month of a moment, in UTC. */
export const monthOf = (moment: string): string => `date_trunc('month', ${moment} at time zone 'UTC')::date`

const KEYS = 'org_id, template_id, measure, arm, month'

/**
 * Adds to the numbers of messages by bucket. Rows are locked in the order of their keys, so that writers cannot deadlock.
 * @param changes a table of `org_id, template_id, measure, arm, month, person_bucket, change`, in any number of rows
 */
export const addingPeople = (changes: string): string =>
  `insert into person_counts as sums (${KEYS}, counts)
   select ${KEYS}, array_agg(change::int order by person_bucket) from (
     select ${KEYS}, person_bucket, sum(change) as change from (
       select ${KEYS}, person_bucket, change from ${changes}
       union all select ${KEYS}, generate_series(0, ${PERSON_BUCKETS - 1}), 0 from (select distinct ${KEYS} from ${changes}) as changed_keys
     ) as changed group by ${KEYS}, person_bucket
   ) as by_bucket group by ${KEYS} order by ${KEYS} ${ADDING_COUNTS}`

/** The clause after an insertion into `person_counts as sums`. */
export const ADDING_COUNTS = `on conflict (${KEYS}) do update set counts = array(
     select was + added from unnest(sums.counts, excluded.counts) with ordinality as bucket (was, added, at) order by at)`
