import { useQuery } from '@tanstack/react-query'
import type { Results } from '../../../../../src/features/results/schema.ts'
import { rulesQuery } from '../../../api/org-queries.ts'
import { LinkButton } from '../../../kit/controls/link-button.tsx'
import { Select } from '../../../kit/controls/select.tsx'
import { Num } from '../../../kit/show/num.tsx'
import { useZone } from '../../../kit/show/when.tsx'
import { Loaded } from '../../../kit/states/loaded.tsx'
import { DataTable } from '../../../kit/table/data-table.tsx'
import { valueInWords } from '../../../words/results/metrics.ts'
import { segmentName, segmentsSentence } from '../../../words/results/segments.ts'
import { type Asked, segmentsQuery } from '../queries.ts'
import css from '../results.module.css'
import { liftColumn, verdictColumn } from './lift-column.tsx'

export interface SegmentChoice {
  /** The name of an attribute; undefined while none is chosen. */
  readonly segment: string | undefined
  readonly onSegment: (attribute: string) => void
}

interface Props extends SegmentChoice {
  readonly asked: Asked
  readonly results: Results
}

/** Whether the new wordings do better for some people than for others. */
export function ByAttribute({ asked, results, segment, onSegment }: Props) {
  const rules = useQuery(rulesQuery(asked.org))
  return (
    <section className="stack" aria-labelledby="by-attribute">
      <h2 id="by-attribute">By attribute</h2>
      <Loaded query={rules}>
        {({ items }) =>
          items.length === 0 ? (
            <NoRules org={asked.org} />
          ) : (
            <div className={css['attribute']}>
              <Select
                label="Attribute"
                options={items.map(({ name }) => ({ value: name, label: name }))}
                value={segment ?? null}
                placeholder="Choose an attribute"
                onChange={onSegment}
              />
            </div>
          )
        }
      </Loaded>
      {segment !== undefined && <Rows {...{ asked, results, segment }} />}
    </section>
  )
}

const NoRules = ({ org }: { readonly org: string }) => (
  <>
    <p className="sub">
      Results are divided by the values that the rule of an attribute names. There is no rule yet.
    </p>
    <LinkButton to="/o/$org/settings/attributes" params={{ org }} search={{ create: true }}>
      Create the first rule
    </LinkButton>
  </>
)

type Row = NonNullable<Results['segments']>['rows'][number]

interface RowsProps {
  readonly asked: Asked
  readonly results: Results
  readonly segment: string
}

function Rows({ asked, results, segment }: RowsProps) {
  const zone = useZone()
  const found = useQuery(segmentsQuery(asked, segment))
  const { currency, lift, control } = results
  const say = (value: number | null) => valueInWords(value, lift.metric, currency, control.metrics)
  return (
    <Loaded query={found}>
      {({ segments }) =>
        segments === null || segments.rows.length === 0 ? (
          <p className="sub">Nobody has asked for this template in this time.</p>
        ) : (
          <>
            <p className="sub">{segmentsSentence(segments, zone)}</p>
            <DataTable
              caption="By attribute"
              columns={[
                { id: 'value', title: segments.attribute, isHeading: true, cell: segmentName },
                {
                  ...{ id: 'messages', title: 'Messages', isNumber: true },
                  cell: row => <Num value={row.control.messages + row.treatment.messages} />,
                },
                {
                  ...{ id: 'treatment', title: 'New wordings', isNumber: true },
                  cell: row => <span className="num">{say(row.treatment.value)}</span>,
                },
                {
                  ...{ id: 'control', title: 'Control', isNumber: true },
                  cell: row => <span className="num">{say(row.control.value)}</span>,
                },
                liftColumn<Row>(
                  'Lift against control',
                  segments.rows.map(row => row.lift),
                  row => row.lift,
                ),
                verdictColumn<Row>(row => row.lift),
              ]}
              rows={segments.rows}
              idOf={({ kind, value }) => `${kind} ${value}`}
            />
          </>
        )
      }
    </Loaded>
  )
}
