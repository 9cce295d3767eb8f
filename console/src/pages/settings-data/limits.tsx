import type { LimitsView } from '../../../../src/features/limits/schema.ts'
import { Num } from '../../kit/show/num.tsx'
import { When } from '../../kit/show/when.tsx'
import { DataTable } from '../../kit/table/data-table.tsx'

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
      ]}
      idOf={({ what }) => what}
      columns={[
        { id: 'what', title: 'What', isHeading: true, cell: ({ what }) => what },
        { id: 'used', title: 'Used', isNumber: true, cell: row => <Num value={row.used} /> },
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
