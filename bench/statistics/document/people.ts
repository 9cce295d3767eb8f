import { designEffect } from '../../../src/core/inference/people/design-effect.ts'
import { type Claim, constant, says } from './claim.ts'

const BUCKETS = 'src/core/measure/person-bucket.ts'
const SUCCESSES = [5, 0, 3, 0]
const SIZE = 10
const EFFECT = designEffect([{ messages: SUCCESSES.map(() => SIZE), totals: SUCCESSES }])
const ALL = SUCCESSES.length * SIZE
const RATE = SUCCESSES.reduce((sum, own) => sum + own, 0) / ALL
const SQUARES = SUCCESSES.reduce((sum, own) => sum + (own - RATE * SIZE) ** 2, 0)

/** Section 3b. */
export const PEOPLE: readonly Claim[] = [
  says('So 15 messages each to 2,000 people say less than {} messages to as many people', () => [15 * 2000]),
  says('b counts {} buckets of people', () => [constant(BUCKETS, 'PERSON_BUCKETS')]),
  says(
    'four buckets of 10 messages with 5, 0, 3 and 0 successes: p = {}, Σ (y_b - {})² = {}, D = 18 · 4/3 / {} = {}: the {} messages are worth {}.',
    () => [RATE, RATE * SIZE, SQUARES, ALL * RATE * (1 - RATE), EFFECT, ALL, ALL / EFFECT],
  ),
  // Buckets that are more alike than luck makes them.
  says('It is {} where messages are drawn one by one', () => [
    designEffect([{ messages: [10, 10, 10], totals: [2, 2, 2] }]),
  ]),
  says('[Decision 16](decisions/0016-people.md)'),
  says('Section 3b knows the variance of people from {} buckets', () => [
    constant(BUCKETS, 'PERSON_BUCKETS'),
  ]),
]
