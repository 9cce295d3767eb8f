import { lazy, Suspense } from 'react'
import type { Results } from '../../../../src/features/results/schema.ts'
import { AxisHead, IntervalRow } from '../../charts/interval-row.tsx'
import { rateAxis } from '../../charts/lift-axis.ts'
import { seriesOf } from '../../charts/series.ts'
import { Segmented } from '../../kit/controls/segmented.tsx'
import { Explained } from '../../kit/overlays/tooltip.tsx'
import { Chip, Letter } from '../../kit/show/chip.tsx'
import { Chance, Num, Percent } from '../../kit/show/num.tsx'
import { useZone } from '../../kit/show/when.tsx'
import { type Column, DataTable } from '../../kit/table/data-table.tsx'
import { roundInWords, sentenceOfServer } from '../../words/numbers.ts'
import { capInWords, otherCurrenciesInWords } from '../../words/results/amounts.ts'
import { estimatesInWords, ownTimeInWords } from '../../words/results/estimates.ts'
import { isReadable } from '../../words/results/headline.ts'
import { asInterval, intervalInWords, liftInWords } from '../../words/results/lift.ts'
import {
  METRIC_NAMES,
  type Metric,
  type OwnMetric,
  valueInWords,
  wordsOf,
} from '../../words/results/metrics.ts'
import { Currencies } from './currencies.tsx'
import css from './results.module.css'
import { type Template, type WordingRow, wordingRows } from './wording-rows.ts'

interface Props {
  readonly results: Results
  readonly template: Template | undefined
  readonly range: Range
  readonly onRange: (range: Range) => void
  readonly onMetric: (metric: Metric) => void
}

export type Range = '7d' | '30d' | '90d' | 'all'

const RANGES = [
  { value: '7d', label: '7 d' },
  { value: '30d', label: '30 d' },
  { value: '90d', label: '90 d' },
  { value: 'all', label: 'All' },
] as const

/** The wordings against each other: rates with their intervals, chances and traffic. Control stands last. */
export function Wordings({ results, template, range, onRange, onMetric }: Props) {
  const rows = wordingRows(results, template)
  const zone = useZone()
  const { metric } = results.lift
  const own = results.control.metrics
  return (
    <section className="stack" aria-labelledby="wordings">
      <div className="row between">
        <h2 id="wordings">Wordings</h2>
        <div className={css['choices']}>
          <MetricChoice value={metric} own={own} onChange={onMetric} />
          <Segmented label="Range" options={RANGES} value={range} onChange={onRange} />
        </div>
      </div>
      <DataTable
        caption="Wordings"
        columns={columnsOf(results, rows)}
        rows={rows}
        idOf={({ wording }) => wording.id}
        isSunken={({ wording }) => wording.control}
        foot={<p className="meta">{footOf(results, zone)}</p>}
      />
      <Currencies results={results} />
    </section>
  )
}

/** The limits of the figures, where they are read. */
const footOf = (results: Results, zone: string): string =>
  [
    estimatesInWords(results, zone),
    capInWords(results),
    otherCurrenciesInWords(results),
    results.variants.some(({ lift }) => lift !== null)
      ? 'Lift against control: its interval holds for all wordings together.'
      : '',
    'Best of all: among the approved wordings and control.',
  ]
    .filter(sentence => sentence !== '')
    .join(' ')

interface ChoiceProps {
  readonly value: Metric
  readonly own: readonly OwnMetric[]
  readonly onChange: (metric: Metric) => void
}

const MetricSelect = lazy(async () => ({ default: (await import('./metric-select.tsx')).MetricSelect }))

/** More metrics of one's own do not stand in one line with the others. */
const OWN_IN_LINE = 3

function MetricChoice({ value, own, onChange }: ChoiceProps) {
  const options = [...METRIC_NAMES, ...own.map(({ metric }) => metric)].map(metric => ({
    value: metric,
    label: wordsOf(metric, own).name,
  }))
  const choice = { options, value, onChange }
  return own.length > OWN_IN_LINE ? (
    <Suspense>
      <MetricSelect {...choice} />
    </Suspense>
  ) : (
    <Segmented label="Metric" {...choice} />
  )
}

function columnsOf(results: Results, rows: readonly WordingRow[]): readonly Column<WordingRow>[] {
  const { currency, denominator } = results
  const { metric } = results.lift
  const own = results.control.metrics
  const axis = rateAxis(rows.map(({ interval }) => interval))
  const same = rows.find(({ wording }) => wording.control)?.estimate ?? null
  const say = (value: number | null) => valueInWords(value, metric, currency, own)
  return [
    { id: 'wording', title: 'Wording', isHeading: true, cell: Name },
    {
      ...{ id: 'messages', title: denominator === 'sends' ? 'Messages sent' : 'Messages asked for' },
      isNumber: true,
      cell: ({ messages }) => <Num value={messages} />,
    },
    {
      id: 'rate',
      title: wordsOf(metric, own).head,
      isNumber: true,
      cell: ({ rate }) => <span className="num">{say(rate)}</span>,
    },
    {
      id: 'interval',
      title: 'Estimate, 95 % interval',
      head: (
        <AxisHead
          title={`${wordsOf(metric, own).head}, 95 % interval of each`}
          axis={axis}
          same={same ?? axis[0]}
          sameText={same === null ? '' : 'today'}
          say={value => roundInWords(say(value))}
        />
      ),
      cell: row => <Estimate {...{ row, axis, same, say }} ownTime={ownTimeInWords(row.wording, results)} />,
    },
    {
      ...{ id: 'lift', title: 'Lift against control', isNumber: true, isMinor: true },
      cell: ({ wording: { lift } }) => {
        const interval = asInterval(lift?.interval)
        if (!lift || !isReadable(interval)) return '–'
        return (
          <>
            <strong>{liftInWords(lift.relative)}</strong>
            <span className={css['ends']}>{intervalInWords(interval)}</span>
          </>
        )
      },
    },
    {
      ...{ id: 'beats', title: 'Beats control', isNumber: true },
      cell: ({ wording }) => <ChanceOrDash value={wording.chance_to_beat_control} />,
    },
    {
      ...{ id: 'best', title: 'Best of all', isNumber: true },
      cell: ({ wording }) => <ChanceOrDash value={wording.chance_to_be_best} />,
    },
    {
      ...{ id: 'traffic', title: 'Traffic now', isNumber: true },
      cell: ({ wording }) =>
        wording.traffic === null ? (
          '–'
        ) : (
          <strong>
            <Percent value={wording.traffic} />
          </strong>
        ),
    },
  ]
}

const ChanceOrDash = ({ value }: { readonly value: number | null }) =>
  value === null ? '–' : <Chance value={value} />

function Name({ wording, letter, text }: WordingRow) {
  const { name, control, status, blocked } = wording
  return (
    <span className={css['name']}>
      <Letter letter={letter} />
      <span>
        <strong>{name}</strong>
        {control && <span className="meta"> control</span>}
        {(status === 'draft' || status === 'archived' || status === 'deleted') && (
          <>
            {' '}
            <Chip>{status}</Chip>
          </>
        )}
        {blocked && (
          <>
            {' '}
            <Explained text={sentenceOfServer(blocked.reason)}>
              <Chip tone="negative" sign="!">
                Stopped by a guardrail
              </Chip>
            </Explained>
          </>
        )}
        {text !== '' && <span className={css['text']}>{text}</span>}
      </span>
    </span>
  )
}

interface EstimateProps {
  readonly row: WordingRow
  readonly axis: readonly [number, number]
  readonly same: number | null
  readonly say: (value: number | null) => string
  readonly ownTime: string | null
}

function Estimate({ row: { interval, estimate, letter, wording }, axis, same, say, ownTime }: EstimateProps) {
  if (interval === null)
    return (
      <span className="meta">
        {wording.interval_missing === 'no-amounts' ? 'no amounts yet' : 'too few messages for an interval'}
      </span>
    )
  return (
    <span className={css['estimate']}>
      <IntervalRow
        {...{ interval, point: estimate, axis, same: same ?? axis[0] }}
        colour={seriesOf(letter).colour}
        tooWide="too wide to draw"
      />
      <span className="num">
        <strong>{say(estimate)}</strong>
        <span className={css['ends']}>
          {say(interval[0])} to {say(interval[1])}
        </span>
        {ownTime !== null && <span className={css['ends']}>{ownTime}</span>}
      </span>
    </span>
  )
}
