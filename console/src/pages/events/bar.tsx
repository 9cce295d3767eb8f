import { type KeyboardEvent, memo, useState } from 'react'
import type { RequestsSummary } from '../../../../src/features/inbound-log/summary/schema.ts'
import { useZone } from '../../kit/show/when.tsx'
import { callsInWords, logBarInWords } from '../../words/log-bar.ts'
import { numberInWords } from '../../words/numbers.ts'
import { momentInWords } from '../../words/time.ts'
import css from './bar.module.css'

type Bucket = RequestsSummary['buckets'][number]

const UNITS = {
  minute: 'a minute',
  'five-minutes': 'for five minutes',
  hour: 'an hour',
  day: 'a day',
} as const
const HEIGHT = 48
const GAP = 2
const LEAST = 3
const PARTS = ['counted', 'kept', 'waiting', 'attention'] as const

interface Props {
  readonly summary: RequestsSummary
  readonly title: string
  /** Called when somebody wants to see only that bar's time. */
  readonly onPick: (bucket: Bucket) => void
}

/** What became of the calls, by time. Calls that need a look are on top, so that position tells it too. */
export const Bar = memo(({ summary, title, onPick }: Props) => {
  const zone = useZone()
  const { buckets, interval } = summary
  const [at, setAt] = useState<number>()
  const active = at === undefined ? undefined : buckets[at]
  const told = (bucket: Bucket) =>
    `${momentInWords(bucket.at, zone, 'minute')}: ${PARTS.filter(
      part => bucket[part] > 0 || part === 'counted',
    )
      .map(part => `${numberInWords(bucket[part])} ${WORDS[part]}`)
      .join(', ')}`
  const move = (event: KeyboardEvent) => {
    const last = buckets.length - 1
    const next = { ArrowLeft: (at ?? last + 1) - 1, ArrowRight: (at ?? -1) + 1, Home: 0, End: last }[
      event.key
    ]
    if (event.key === 'Enter' && active) onPick(active)
    else if (event.key === 'Escape') setAt(undefined)
    else if (next !== undefined) setAt(Math.max(0, Math.min(last, next)))
    else return
    event.preventDefault()
  }
  return (
    <figure className={css['figure']}>
      <figcaption className={css['head']}>
        <b className="num">
          {title}: {callsInWords(summary.total)}
        </b>
        {PARTS.filter(part => part !== 'waiting' || summary.waiting > 0).map(part => (
          <span key={part} className={css['key']}>
            <span className={css[part]} /> {numberInWords(summary[part])} {WORDS[part]}
          </span>
        ))}
        <span className={css['unit']}>{active ? told(active) : `one bar ${UNITS[interval]}`}</span>
      </figcaption>
      <div
        className={css['bars']}
        role="slider"
        tabIndex={0}
        aria-label={logBarInWords(summary, UNITS[interval])}
        aria-valuemin={0}
        aria-valuemax={Math.max(0, buckets.length - 1)}
        aria-valuenow={at ?? buckets.length - 1}
        aria-valuetext={active ? told(active) : 'Arrow keys choose a bar, Enter shows only its time.'}
        onKeyDown={move}
        onBlur={() => setAt(undefined)}
      >
        <Bars buckets={buckets} active={at} onHover={setAt} onPick={onPick} />
      </div>
      <details className={css['numbers']}>
        <summary>Numbers</summary>
        <Numbers buckets={buckets} zone={zone} />
      </details>
    </figure>
  )
})

const WORDS: Readonly<Record<(typeof PARTS)[number], string>> = {
  counted: 'counted',
  kept: 'kept, not counted',
  waiting: 'waiting',
  attention: 'need a look',
}

interface BarsProps {
  readonly buckets: readonly Bucket[]
  readonly active: number | undefined
  readonly onHover: (at: number | undefined) => void
  readonly onPick: (bucket: Bucket) => void
}

const sumOf = (bucket: Bucket): number => PARTS.reduce((sum, part) => sum + bucket[part], 0)

/** One unit of the drawing is one bar: it is stretched to the width of the page. */
function Bars({ buckets, active, onHover, onPick }: BarsProps) {
  const most = Math.max(1, ...buckets.map(sumOf))
  return (
    // biome-ignore lint/a11y/useKeyWithMouseEvents: the slider around it has the keys
    <svg
      className={css['svg']}
      viewBox={`0 0 ${buckets.length} ${HEIGHT + 3 * GAP}`}
      preserveAspectRatio="none"
      aria-hidden="true"
      onMouseOut={() => onHover(undefined)}
    >
      {buckets.map((bucket, place) => (
        <Column
          key={bucket.at}
          bucket={bucket}
          place={place}
          most={most}
          isActive={place === active}
          onHover={() => onHover(place)}
          onPick={() => onPick(bucket)}
        />
      ))}
    </svg>
  )
}

interface ColumnProps {
  readonly bucket: Bucket
  readonly place: number
  readonly most: number
  readonly isActive: boolean
  readonly onHover: () => void
  readonly onPick: () => void
}

function Column({ bucket, place, most, isActive, onHover, onPick }: ColumnProps) {
  let top = HEIGHT + 3 * GAP
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the slider around it has the keys
    // biome-ignore lint/a11y/useKeyWithMouseEvents: the slider around it has the keys
    <g onMouseOver={onHover} onClick={onPick}>
      <rect
        className={isActive ? css['active'] : css['space']}
        x={place}
        y={0}
        width={1}
        height={HEIGHT + 3 * GAP}
      />
      {PARTS.map(part => {
        const count = bucket[part]
        if (count === 0) return null
        const height = Math.max(LEAST, (count / most) * HEIGHT)
        top -= height + (top === HEIGHT + 3 * GAP ? 0 : GAP)
        return <rect key={part} className={css[part]} x={place + 0.08} y={top} width={0.84} height={height} />
      })}
    </g>
  )
}

const Numbers = ({ buckets, zone }: { readonly buckets: readonly Bucket[]; readonly zone: string }) => (
  <table className={css['table']} aria-label="Calls by time">
    <thead>
      <tr>
        <th scope="col">From</th>
        {PARTS.map(part => (
          <th key={part} scope="col">
            {WORDS[part]}
          </th>
        ))}
      </tr>
    </thead>
    <tbody>
      {buckets
        .filter(bucket => sumOf(bucket) > 0)
        .map(bucket => (
          <tr key={bucket.at}>
            <th scope="row">{momentInWords(bucket.at, zone, 'minute')}</th>
            {PARTS.map(part => (
              <td key={part}>{numberInWords(bucket[part])}</td>
            ))}
          </tr>
        ))}
    </tbody>
  </table>
)
