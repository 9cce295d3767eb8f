import type { Diagnostics } from '../../../src/features/diagnostics/schema.ts'
import { useOwnMetrics } from '../api/org-queries.ts'
import { Chip } from '../kit/show/chip.tsx'
import { Num } from '../kit/show/num.tsx'
import { DataTable } from '../kit/table/data-table.tsx'
import { isOwn, type OwnMetric, rateInWords, valueInWords, wordsOf } from '../words/results/metrics.ts'

type Guardrail = Diagnostics['guardrails'][number]

type BuiltIn = Exclude<Guardrail['metric'], `custom:${string}`>

const NAMES: Readonly<Record<BuiltIn, string>> = {
  unsubscribe_rate: 'Unsubscribed',
  complaint_rate: 'Complained',
}

/** The metric, and the direction in which it must not move: "Unsubscribed: must not rise". */
function guardedOf(metric: Guardrail['metric'], own: readonly OwnMetric[]): string {
  if (!isOwn(metric)) return `${NAMES[metric]}: must not rise`
  const { name, better } = wordsOf(metric, own)
  return `${name}: must not ${better === 'higher' ? 'fall' : 'rise'}`
}

interface Props {
  readonly org: string
  readonly rows: readonly Guardrail[]
}

/** Metrics that must not get worse: each wording against control. */
export function GuardrailTable({ org, rows }: Props) {
  const own = useOwnMetrics(org)
  const inWords = (metric: Guardrail['metric'], value: number | null) =>
    isOwn(metric) ? valueInWords(value, metric, '', own) : rateInWords(value)
  return rows.length === 0 ? (
    <p className="sub">No new wording is approved, so there is nothing to guard.</p>
  ) : (
    <DataTable
      caption="Guardrails"
      columns={[
        { id: 'wording', title: 'Wording', isHeading: true, cell: ({ name }) => name },
        { id: 'metric', title: 'Guarded', cell: ({ metric }) => guardedOf(metric, own) },
        {
          ...{ id: 'messages', title: 'Messages', isNumber: true },
          cell: ({ messages }) => <Num value={messages} />,
        },
        {
          id: 'count',
          title: 'Messages with it',
          isNumber: true,
          cell: ({ count }) => <Num value={count} />,
        },
        { id: 'rate', title: 'Value', isNumber: true, cell: ({ metric, rate }) => inWords(metric, rate) },
        {
          id: 'control',
          title: 'In control',
          isNumber: true,
          cell: ({ metric, control_rate }) => inWords(metric, control_rate),
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
