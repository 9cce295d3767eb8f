import { scaleUtc } from 'd3-scale'
import { type KeyboardEvent, useRef, useState } from 'react'
import { useZone } from '../../kit/show/when.tsx'
import { momentInWords } from '../../words/time.ts'
import { type Entry, spanOf, windowOf } from './entries.ts'
import css from './line.module.css'
import { useWidth } from './use-width.ts'
import { entryInWords } from './words.ts'

const HEIGHT = 176
const LANES = { message: 62, report: 104, conversion: 142 } as const
/** Marks that would cover each other stand above each other, so many at most, so far apart. */
const STEPS = { message: 19, report: 9, conversion: 11 } as const
const LEVELS = 3
const NEAR_PX = 18
const LANE_WORDS = { message: 'Messages', report: 'Reports', conversion: 'Conversions' } as const
const LEFT = 92
const TICK_PX = 110
/** Half of the longest words below the axis. */
const TICK_EDGE_PX = 20

interface Props {
  readonly entries: readonly Entry[]
  readonly nameOf: (template: string) => string
  readonly letterOf: (template: string, variant: string | null) => string | undefined
  readonly open: string | undefined
  readonly onOpen: (id: string | undefined) => void
  readonly now: number
}

/** One line of time: messages as squares, reports as dots, conversions as diamonds, and what counts for what. */
export function Line({ entries, nameOf, letterOf, open, onOpen, now }: Props) {
  const zone = useZone()
  const frame = useRef<HTMLDivElement>(null)
  const width = useWidth(frame)
  const [hovered, setHovered] = useState<string>()
  const inTime = entries.toReversed()
  const place = inTime.findIndex(({ id }) => id === open)
  const active = entries.find(({ id }) => id === (hovered ?? open))
  const x = scaleUtc()
    .domain(spanOf(entries, now))
    .range([LEFT, Math.max(LEFT + 40, width - 12)])
  const xOf = new Map(entries.map(({ id, at }) => [id, x(at)]))
  const levels = levelsOf(inTime, xOf)
  const move = (event: KeyboardEvent) => {
    const last = inTime.length - 1
    const next = { ArrowLeft: place < 0 ? last : place - 1, ArrowRight: place + 1, Home: 0, End: last }[
      event.key
    ]
    if (event.key === 'Escape') onOpen(undefined)
    else if (next !== undefined) onOpen(inTime[Math.max(0, Math.min(last, next))]?.id)
    else return
    event.preventDefault()
  }
  const shaded = active?.kind === 'message' ? windowOf(active.decision) : undefined
  const told =
    active &&
    `${momentInWords(new Date(active.at).toISOString(), zone, 'minute')}: ${entryInWords(active, nameOf)}`
  return (
    <figure className={css['figure']}>
      <figcaption className={css['caption']}>
        {told ?? `${summaryOf(entries)} Point at a message to see its window.`}
      </figcaption>
      <div
        ref={frame}
        className={css['frame']}
        role="slider"
        tabIndex={0}
        aria-label={summaryOf(entries)}
        aria-valuemin={0}
        aria-valuemax={Math.max(0, inTime.length - 1)}
        aria-valuenow={Math.max(0, place)}
        aria-valuetext={told ?? 'Arrow keys go from one to the next.'}
        onKeyDown={move}
      >
        {width > 0 && (
          <svg width={width} height={HEIGHT} aria-hidden="true">
            {shaded && (
              <rect
                className={css['window']}
                x={Math.max(LEFT, x(shaded[0]))}
                y={8}
                width={Math.max(2, Math.min(width, x(shaded[1])) - Math.max(LEFT, x(shaded[0])))}
                height={HEIGHT - 32}
              />
            )}
            {(['message', 'report', 'conversion'] as const).map(kind => (
              <g key={kind}>
                <line className={css['lane']} x1={LEFT} x2={width} y1={LANES[kind]} y2={LANES[kind]} />
                <text className={css['label']} x={0} y={LANES[kind] + 4}>
                  {LANE_WORDS[kind]}
                </text>
              </g>
            ))}
            {x.ticks(Math.max(2, Math.floor((width - LEFT) / TICK_PX))).map(tick => (
              <text
                key={tick.getTime()}
                className={css['tick']}
                x={Math.min(x(tick), width - TICK_EDGE_PX)}
                y={HEIGHT - 6}
              >
                {tickInWords(tick, x.domain(), zone)}
              </text>
            ))}
            {entries.map(entry => (
              <Brackets key={entry.id} entry={entry} xOf={xOf} isActive={entry === active} />
            ))}
            {entries.map(entry => (
              <Mark
                key={entry.id}
                entry={entry}
                x={xOf.get(entry.id) ?? 0}
                y={LANES[entry.kind] - STEPS[entry.kind] * (levels.get(entry.id) ?? 0)}
                letter={
                  entry.kind === 'message'
                    ? letterOf(entry.decision.template_id, entry.decision.variant_id)
                    : undefined
                }
                isActive={entry === active}
                onHover={setHovered}
                onOpen={onOpen}
              />
            ))}
          </svg>
        )}
      </div>
    </figure>
  )
}

/** How far above its lane each mark stands. */
function levelsOf(inTime: readonly Entry[], xOf: ReadonlyMap<string, number>): ReadonlyMap<string, number> {
  const levels = new Map<string, number>()
  const last = new Map<Entry['kind'], { readonly x: number; readonly level: number }>()
  for (const { id, kind } of inTime) {
    const at = xOf.get(id) ?? 0
    const before = last.get(kind)
    const level = before !== undefined && at - before.x < NEAR_PX ? (before.level + 1) % LEVELS : 0
    last.set(kind, { x: at, level })
    levels.set(id, level)
  }
  return levels
}

const DAY_MS = 86_400_000

function tickInWords(tick: Date, domain: readonly Date[], zone: string): string {
  const length = (domain[1]?.getTime() ?? 0) - (domain[0]?.getTime() ?? 0)
  const words = momentInWords(tick.toISOString(), zone, length < 3 * DAY_MS ? 'minute' : 'day')
  return words.replace(/ \d{4}/, '')
}

function summaryOf(entries: readonly Entry[]): string {
  const count = (kind: Entry['kind']) => entries.filter(entry => entry.kind === kind).length
  const credited = entries.filter(entry => entry.kind === 'conversion' && entry.credits.length > 0).length
  return `${count('message')} messages, ${count('report')} reports, ${count('conversion')} conversions, of which ${credited} count for a message.`
}

interface BracketsProps {
  readonly entry: Entry
  readonly xOf: ReadonlyMap<string, number>
  readonly isActive: boolean
}

/** From a conversion to each message that it counts for. */
function Brackets({ entry, xOf, isActive }: BracketsProps) {
  if (entry.kind !== 'conversion') return null
  const to = xOf.get(entry.id) ?? 0
  const middle = (LANES.report + LANES.conversion) / 2
  return entry.credits.map(({ decision_id }) => {
    const from = xOf.get(decision_id)
    if (from === undefined) return null
    return (
      <path
        key={decision_id}
        className={isActive ? css['bracketActive'] : css['bracket']}
        d={`M${to} ${LANES.conversion - 8}V${middle}H${from}V${LANES.message + 11}`}
      />
    )
  })
}

interface MarkProps {
  readonly entry: Entry
  readonly x: number
  readonly y: number
  readonly letter: string | undefined
  readonly isActive: boolean
  readonly onHover: (id: string | undefined) => void
  readonly onOpen: (id: string) => void
}

const SERIES = ['var(--c0)', 'var(--c1)', 'var(--c2)', 'var(--c3)', 'var(--c4)', 'var(--c5)']
const colourOf = (letter: string | undefined): string =>
  SERIES[letter === undefined || letter === '=' ? 0 : letter.charCodeAt(0) - 64] ?? 'var(--c0)'

function Mark({ entry, x, y, letter, isActive, onHover, onOpen }: MarkProps) {
  const isCounted = entry.kind === 'message' ? entry.decision.counted : entry.event.outcome === 'counted'
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the slider around it has the keys
    <g
      className={css[isActive ? 'active' : isCounted ? 'mark' : 'faint']}
      transform={`translate(${x} ${y})`}
      onMouseEnter={() => onHover(entry.id)}
      onMouseLeave={() => onHover(undefined)}
      onClick={() => onOpen(entry.id)}
    >
      <rect className={css['target']} x={-12} y={-12} width={24} height={24} />
      {entry.kind === 'message' && (
        <>
          <rect
            className={css['square']}
            x={-9}
            y={-9}
            width={18}
            height={18}
            rx={4}
            style={{
              stroke: colourOf(letter),
              fill: `color-mix(in srgb, ${colourOf(letter)} 16%, var(--card))`,
            }}
          />
          <text className={css['letter']} y={4}>
            {letter ?? '·'}
          </text>
        </>
      )}
      {entry.kind === 'report' && <circle className={css['dot']} r={4.5} />}
      {entry.kind === 'conversion' && <path className={css['diamond']} d="M0 -7L7 0L0 7L-7 0Z" />}
    </g>
  )
}
