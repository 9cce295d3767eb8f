import type { LimitsView } from '../../../../src/features/limits/schema.ts'
import { Num } from '../../kit/show/num.tsx'
import { When } from '../../kit/show/when.tsx'
import { DataTable } from '../../kit/table/data-table.tsx'

/** Limits of calls that the operator may have set. How many calls came in a minute is not kept. */
const RATES = [
  ['Calls for wordings a minute', 'generate_calls_per_minute'],
  ['Calls with events a minute', 'webhook_calls_per_minute'],
  ['Other calls of the API a minute', 'manage_calls_per_minute'],
] as const

/** What the organisation uses, and how much of it the operator allows. */
export const Limits = ({ shown: { limits, used, month_ends_at } }: { readonly shown: LimitsView }) => (
  <div className="stack">
    <h2>Limits</h2>
    <p>
      The operator of this server sets them. Choices and events are counted anew on{' '}
      <When at={month_ends_at} precision="day" />.
    </p>
    <DataTable
      caption="What is used, and the limits"
      rows={[
        { what: 'Choices this month', used: used.choices, most: limits.choices_per_month },
        { what: 'Events this month', used: used.events, most: limits.events_per_month },
        { what: 'Templates', used: used.templates, most: limits.templates },
        { what: 'API keys', used: used.keys, most: limits.keys },
        ...RATES.flatMap(([what, limit]) =>
          limits[limit] === null ? [] : [{ what, used: null, most: limits[limit] }],
        ),
      ]}
      idOf={({ what }) => what}
      columns={[
        { id: 'what', title: 'What', isHeading: true, cell: ({ what }) => what },
        {
          id: 'used',
          title: 'Used',
          isNumber: true,
          cell: ({ used }) => (used === null ? '–' : <Num value={used} />),
        },
        {
          id: 'most',
          title: 'At most',
          isNumber: true,
          cell: ({ most }) => (most === null ? 'any number' : <Num value={most} />),
        },
      ]}
    />
  </div>
)
