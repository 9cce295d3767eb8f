import { type Static, type TSchema, Type } from 'typebox'
import { CUSTOM_KINDS } from '../../../core/measure/custom-metric.ts'
import { customKeySchema } from '../../../core/measure/key-metric-schema.ts'
import {
  ALL_MEASURES,
  type CountName as Measured,
  type RateName,
  usedAs,
} from '../../../core/measure/measures.ts'
import { orNull } from '../../../runtime/http/fields.ts'
import { count } from './parts.ts'

const rate = (description: string) =>
  orNull(Type.Number(), `${description}, as a fraction of messages. Null without messages.`)

// The columns of the table of measures, as schemas.
export type ByName<Name extends string, Schema extends TSchema> = { readonly [Each in Name]: Schema }

const measured = Object.fromEntries(ALL_MEASURES.map(({ count: name, text }) => [name, count(text)]))
export const counts = {
  decisions: count('Number of decisions.'),
  ...(measured as ByName<Measured, Type.TInteger>),
}
export type CountName = keyof typeof counts
export const COUNT_NAMES = Object.keys(counts) as readonly CountName[]

export const money = {
  revenue: Type.Number({
    description: "Revenue in units of the organisation's currency, without amounts in other currencies.",
  }),
  revenue_by_currency: Type.Record(Type.String(), Type.Number(), {
    description: 'Revenue by currency, each in units of that currency.',
  }),
  orders: count("Conversions with an amount in the organisation's currency."),
}

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1)

const ratesShown = Object.fromEntries(usedAs('rate').map(({ rate: name, did }) => [name, rate(capital(did))]))
const rates = {
  ...(ratesShown as ByName<RateName<'rate'>, ReturnType<typeof rate>>),
  revenue_per_send: orNull(
    Type.Number(),
    "Revenue per message, in units of the organisation's currency. Null without messages.",
  ),
}

const MetricFigures = Type.Object(
  {
    metric: customKeySchema('custom:<id>.'),
    name: Type.String(),
    kind: Type.Enum([...CUSTOM_KINDS], { type: 'string' }),
    direction: Type.Enum(['increase', 'decrease'], {
      type: 'string',
      description: 'Whether more or less of it is better.',
    }),
    currency: orNull(Type.String(), 'Of a sum of money. Null for a rate and for a plain number'),
    messages: count('Messages with at least one event of the metric.'),
    total: Type.Number({
      description:
        'For a rate the same as `messages`, for a sum the amounts in its unit, for a weighted metric the weighted sum.',
    }),
    value: orNull(Type.Number(), 'The total per message. Null without messages.'),
  },
  { title: 'MetricFigures' },
)
export type MetricFigures = Static<typeof MetricFigures>

const metrics = Type.Array(MetricFigures, {
  description: 'The metrics that the organisation names itself, without archived ones.',
})

export const Figures = Type.Object({ ...counts, ...money, ...rates, metrics }, { title: 'Figures' })
export type Figures = Static<typeof Figures>
