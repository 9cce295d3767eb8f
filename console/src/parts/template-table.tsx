import type { ReactNode } from 'react'
import type { Overview, TemplateOverview } from '../../../src/features/overview/schema.ts'
import { useOwnMetrics } from '../api/org-queries.ts'
import { usePlatformName } from '../api/platform-health.ts'
import { AxisHead } from '../charts/interval-row.tsx'
import { liftAxis } from '../charts/lift-axis.ts'
import { Age } from '../kit/show/age.tsx'
import { Chip } from '../kit/show/chip.tsx'
import { Num } from '../kit/show/num.tsx'
import { type Column, DataTable, type Sort } from '../kit/table/data-table.tsx'
import { RowLink } from '../kit/table/row-link.tsx'
import { channelInWords } from '../words/channels.ts'
import { numberInWords, percentInWords } from '../words/numbers.ts'
import { isReadable } from '../words/results/headline.ts'
import { asInterval, liftWithInterval } from '../words/results/lift.ts'
import { wordsOf } from '../words/results/metrics.ts'
import { VERDICT_WORDS } from '../words/results/verdicts.ts'
import { LiftFigure } from './lift-figure.tsx'
import css from './template-table.module.css'

interface Props {
  readonly org: string
  readonly caption: string
  readonly templates: readonly TemplateOverview[]
  readonly range: Overview['range']
  readonly sort?: Sort
  readonly onSort: (sort: Sort) => void
  /** Further columns, such as the status. */
  readonly more?: readonly Column<TemplateOverview>[]
  readonly foot?: ReactNode
}

const LIFT_TITLE = 'All new wordings against control, 95 % interval'

/** Templates with their lift on one shared axis. */
export function TemplateTable({ org, caption, templates, range, sort, onSort, more = [], foot }: Props) {
  const nameOf = usePlatformName(org)
  const own = useOwnMetrics(org)
  const axis = liftAxis(templates.map(readable))
  const columns: readonly Column<TemplateOverview>[] = [
    {
      ...{ id: 'name', title: 'Template', isHeading: true, isSortable: true },
      cell: ({ id, name, channel, platforms, sandbox, blocked }) => (
        <span className={css['name']}>
          <RowLink
            to="/o/$org/templates/$tpl/results"
            params={{ org, tpl: id }}
            search={{ range: range === 'all' ? undefined : range }}
          >
            {name}
          </RowLink>
          <span className="meta">
            {[
              channelInWords(channel),
              ...platforms.map(nameOf),
              ...(sandbox === 'prod' ? [] : [sandbox]),
            ].join(' · ')}
          </span>
          {blocked.length > 0 && (
            <span className={css['stopped']}>
              <Chip tone="negative">{`Stopped: ${blocked.join(', ')}`}</Chip>
            </span>
          )}
        </span>
      ),
    },
    ...more,
    {
      ...{ id: 'goal', title: 'Goal', isSortable: true, isMinor: true },
      cell: ({ key_metric }) => wordsOf(key_metric, own).name,
    },
    {
      ...{ id: 'messages', title: 'Messages', isNumber: true, isSortable: true },
      cell: ({ figures }) => (figures === null ? '–' : <Num value={figures.messages} />),
    },
    {
      ...{ id: 'lift', title: LIFT_TITLE, isSortable: true },
      head: (
        <AxisHead
          title={LIFT_TITLE}
          axis={axis}
          same={0}
          sameText="0"
          say={value => percentInWords(value, 0, true)}
        />
      ),
      cell: template => <Lift template={template} axis={axis} />,
    },
    {
      ...{ id: 'verdict', title: 'Verdict', isSortable: true },
      cell: ({ figures, status }) => {
        if (figures === null || status === 'draft') return <span className="meta">–</span>
        const { text, tone, sign } = VERDICT_WORDS[figures.verdict]
        return (
          <span className={css['name']}>
            <Chip tone={tone} sign={sign}>
              {text}
            </Chip>
            <Ahead figures={figures} />
          </span>
        )
      },
    },
    {
      ...{ id: 'report', title: 'Last report', isNumber: true, isSortable: true, isMinor: true },
      cell: ({ last_report_at }) => (last_report_at === null ? 'never' : <Age at={last_report_at} />),
    },
  ]
  return (
    <DataTable
      caption={caption}
      columns={columns}
      rows={templates}
      idOf={({ id }) => id}
      onSort={onSort}
      {...(sort && { sort })}
      isDense={more.length > 0}
      foot={foot}
    />
  )
}

const READ = ['beats', 'behind', 'no-clear-difference']

/** The wording that beats control most surely, by its own interval: "Short: +12 % (4 to 21 %)". */
function Ahead({ figures }: { readonly figures: NonNullable<TemplateOverview['figures']> }) {
  const [first] = figures.ahead
  const interval = asInterval(first?.interval)
  if (first === undefined || !READ.includes(figures.verdict) || !isReadable(interval)) return null
  return (
    <span className="meta">
      {first.name}: {liftWithInterval(first.relative, interval)}
    </span>
  )
}

/** Only a verdict rests on an interval that may be drawn. */
const readable = ({ figures }: TemplateOverview) => {
  const interval = asInterval(figures?.lift.interval)
  const isSaid = figures !== null && READ.includes(figures.verdict)
  return isSaid && isReadable(interval) ? interval : null
}

interface LiftProps {
  readonly template: TemplateOverview
  readonly axis: readonly [number, number]
}

function Lift({ template, axis }: LiftProps) {
  const { figures } = template
  if (figures === null) return <span className="meta">is being computed</span>
  const interval = readable(template)
  const { relative } = figures.lift
  if (interval === null || relative === null) {
    const { have, need } = figures.progress
    if (figures.verdict !== 'collecting') return <span className="meta">–</span>
    return have < need ? (
      <span className={css['progress']}>
        <progress value={have} max={need} aria-label="Messages in the smaller group" />
        <span className="meta">
          {numberInWords(have)} of {numberInWords(need)} messages in the smaller group
        </span>
      </span>
    ) : (
      <span className="meta">the interval is still too wide to read</span>
    )
  }
  return <LiftFigure {...{ relative, interval, axis }} verdict={figures.verdict} />
}
