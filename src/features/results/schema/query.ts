import { type Static, Type } from 'typebox'
import { keyMetricSchema } from '../../../core/measure/key-metric-schema.ts'
import { RANGES } from '../ranges.ts'

const from = Type.Optional(
  Type.String({
    description:
      'Only decisions at or after this time, in whole hours. ISO 8601; UTC by default. Default: the first decision.',
  }),
)
const to = Type.Optional(
  Type.String({ description: 'Only decisions before this time. ISO 8601. Default: now.' }),
)

const range = Type.Optional(
  Type.Enum([...RANGES], {
    type: 'string',
    description: 'A period until now, in whole hours, instead of from and to.',
  }),
)

const metric = Type.Optional(
  keyMetricSchema('Compare by this metric. Default: the key metric of the template.'),
)

export const PERIOD = { from, to, range, metric }

const segment = Type.Optional(
  Type.String({
    minLength: 1,
    maxLength: 100,
    description:
      'Name of an attribute with a rule: the answer has the results for each of its values. Not an attribute that names people.',
    examples: ['country'],
  }),
)

export const ResultsQuery = Type.Object({ ...PERIOD, segment })
export type ResultsQuery = Static<typeof ResultsQuery>

export const TABLES = ['wordings', 'themes', 'segments'] as const

export const ResultsCsvQuery = Type.Object({
  ...PERIOD,
  segment,
  table: Type.Enum([...TABLES], {
    type: 'string',
    default: 'wordings',
    description: 'wordings: one row per variant; themes; segments: one row per value of `segment`.',
  }),
})
export type ResultsCsvQuery = Static<typeof ResultsCsvQuery>
