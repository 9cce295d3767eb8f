import css from './charts.module.css'
import { axisPlaces, barOf } from './lift-axis.ts'

interface Props {
  readonly interval: readonly [number, number]
  readonly point: number | null
  readonly axis: readonly [number, number]
  readonly colour: string
  /** The value that means "no difference": zero for a lift, control's rate for rates. */
  readonly same?: number
  /** What the figures beside the bar say, where there is no bar. */
  readonly tooWide: string
}

export const ROW_WIDTH = 200
const HEIGHT = 28
const MIDDLE = HEIGHT / 2

/** One interval on the axis of all rows. The figures stand beside it, so the picture is silent. */
export function IntervalRow({ interval, point, axis, colour, same = 0, tooWide }: Props) {
  const bar = barOf(interval, point, axis, ROW_WIDTH, same)
  if (bar === null) return <span className="meta">{tooWide}</span>
  const { zero, from, to, isCutLow, isCutHigh } = bar
  return (
    <svg
      className={css['row']}
      width={ROW_WIDTH}
      height={HEIGHT}
      viewBox={`0 0 ${ROW_WIDTH} ${HEIGHT}`}
      aria-hidden="true"
    >
      <line className={css['zero']} x1={zero} x2={zero} y1={2} y2={HEIGHT - 2} />
      <rect x={from} y={MIDDLE - 6} width={Math.max(1, to - from)} height={12} fill={colour} opacity={0.2} />
      <line x1={from} x2={to} y1={MIDDLE} y2={MIDDLE} stroke={colour} strokeWidth={2.5} />
      {isCutLow ? <Arrow x={from} turn={-1} colour={colour} /> : <Cap x={from} colour={colour} />}
      {isCutHigh ? <Arrow x={to} turn={1} colour={colour} /> : <Cap x={to} colour={colour} />}
      {bar.point !== null && (
        <circle className={css['halo']} cx={bar.point} cy={MIDDLE} r={5.5} fill={colour} />
      )}
    </svg>
  )
}

const Cap = ({ x, colour }: { readonly x: number; readonly colour: string }) => (
  <line x1={x} x2={x} y1={MIDDLE - 6} y2={MIDDLE + 6} stroke={colour} strokeWidth={2.5} />
)

const Arrow = ({
  x,
  turn,
  colour,
}: {
  readonly x: number
  readonly turn: 1 | -1
  readonly colour: string
}) => (
  <path
    d={`M${x} ${MIDDLE - 6}l${6 * turn} 6l${-6 * turn} 6`}
    fill="none"
    stroke={colour}
    strokeWidth={2.5}
  />
)

/** The head of a column of intervals: what they are, and the ends of their axis. */
export function AxisHead({
  title,
  axis,
  same,
  sameText,
  say,
}: {
  readonly title: string
  readonly axis: readonly [number, number]
  readonly same: number
  readonly sameText: string
  readonly say: (value: number) => string
}) {
  const { low, zero, high } = axisPlaces(axis, ROW_WIDTH, same)
  return (
    <span className={css['head']}>
      {title}
      <span className={css['axis']} aria-hidden="true">
        {zero - low > 44 && (
          <span className={`${css['low']} ${zero - low < 70 ? css['roomy'] : ''}`}>{say(axis[0])}</span>
        )}
        <span className={css['same']} style={{ left: `${(100 * zero) / ROW_WIDTH}%` }}>
          {sameText}
        </span>
        {high - zero > 44 && <span className={css['high']}>{say(axis[1])}</span>}
      </span>
    </span>
  )
}
