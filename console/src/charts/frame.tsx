import css from './charts.module.css'
import type { Size } from './lift-band.ts'
import { timeTicks } from './time-axis.ts'

interface Props {
  readonly size: Size
  readonly ticks: readonly { readonly value: number; readonly y: number }[]
  readonly say: (value: number) => string
  readonly fromMs: number
  readonly untilMs: number
  readonly zone: string
}

/** The grid of a chart over time: lines with their values at the left, days below. */
export const Grid = ({ size, ticks, say, fromMs, untilMs, zone }: Props) => (
  <>
    {ticks.map(({ value, y }) => (
      <g key={value}>
        <line
          className={value === 0 ? css['base'] : css['grid']}
          x1={size.left}
          x2={size.width - size.right}
          y1={y}
          y2={y}
        />
        <text x={size.left - 8} y={y + 4} textAnchor="end">
          {say(value)}
        </text>
      </g>
    ))}
    <TimeTicks {...{ size, fromMs, untilMs, zone }} />
  </>
)

export const TimeTicks = ({
  size,
  fromMs,
  untilMs,
  zone,
}: Pick<Props, 'size' | 'fromMs' | 'untilMs' | 'zone'>) =>
  timeTicks(fromMs, untilMs, [size.left, size.width - size.right], zone).map(({ x, text }) => (
    <text
      key={text}
      x={Math.min(Math.max(x, size.left + 18), size.width - size.right - 12)}
      y={size.height - 6}
      textAnchor="middle"
    >
      {text}
    </text>
  ))
