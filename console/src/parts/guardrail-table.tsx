import type { Diagnostics } from '../../../src/features/diagnostics/schema.ts'
import { useOwnMetrics } from '../api/org-queries.ts'
import { Chip } from '../kit/show/chip.tsx'
import { Num } from '../kit/show/num.tsx'
import { DataTable } from '../kit/table/data-table.tsx'
import { isOwn, type OwnMetric, rateInWords, wordsOf } from '../words/results/metrics.ts'

type Guardrail = Diagnostics['guardrails'][number]

type BuiltIn = Exclude<Guardrail['metric'], `custom:${string}`>

const HARMS: Readonly<Record<BuiltIn, string>> = {
  unsubscribe_rate: 'Unsubscribed',
  complaint_rate: 'Complained',
}

const harmOf = (metric: Guardrail['metric'], own: readonly OwnMetric[]): string =>
  isOwn(metric) ? wordsOf(metric, own).name : HARMS[metric]

interface Props {
  readonly org: string
  readonly rows: readonly Guardrail[]
}

/** Harms that must not grow: each wording against control. */
export function GuardrailTable({ org, rows }: Props) {
  const own = useOwnMetrics(org)
  return rows.length === 0 ? (
    <p className="sub">No new wording is approved, so there is nothing to guard.</p>
  ) : (
    <DataTable
      caption="Guardrails"
      columns={[
        { id: 'wording', title: 'Wording', isHeading: true, cell: ({ name }) => name },
        { id: 'harm', title: 'Harm', cell: ({ metric }) => harmOf(metric, own) },
        {
          ...{ id: 'messages', title: 'Messages', isNumber: true },
          cell: ({ messages }) => <Num value={messages} />,
        },
        { id: 'count', title: 'With the harm', isNumber: true, cell: ({ count }) => <Num value={count} /> },
        { id: 'rate', title: 'Rate', isNumber: true, cell: ({ rate }) => rateInWords(rate) },
        {
          id: 'control',
          title: 'In control',
          isNumber: true,
          cell: ({ control_rate }) => rateInWords(control_rate),
        },
        {
          ...{ id: 'state', title: 'State' },
          cell: ({ blocked }) =>
            blocked ? (
              <Chip tone="negative" sign="!">
                Stopped
              </Chip>
            ) : (
              <Chip tone="positive" sign="✓">
                Within its limit
              </Chip>
            ),
        },
      ]}
      rows={rows}
      idOf={({ variant_id, metric }) => `${variant_id} ${metric}`}
    />
  )
}
