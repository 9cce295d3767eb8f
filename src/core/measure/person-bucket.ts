import { hashToUnit } from '../../lib/hash.ts'

/**
 * The number of buckets of people. A comparison knows its own variance from the differences between buckets, so about this
 * many degrees of freedom; and a template keeps so many numbers for each month, arm and measure.
 */
export const PERSON_BUCKETS = 128

/**
 * The bucket of a person, or of a message where messages are drawn one by one. It has nothing to do with the arm, which
 * another hash draws. `personBucket` of src/runtime/db/person-bucket-sql.ts computes the same in SQL.
 * @param unit the unit that was drawn at random: a person or a message
 */
export const personBucketOf = (templateId: string, unit: string): number =>
  Math.floor(PERSON_BUCKETS * hashToUnit(PURPOSE, templateId, unit))

export const PURPOSE = 'person'
