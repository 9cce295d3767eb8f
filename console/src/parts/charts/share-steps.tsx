import { scaleLinear } from 'd3-scale'
import { curveStepAfter, line } from 'd3-shape'
import type { ReactNode } from 'react'
import css from '../../charts/charts.module.css'
import type { Size } from '../../charts/lift-band.ts'
import { percentInWords } from '../../words/numbers.ts'

interface SharePoint {
  /** Or another unit of time, the same for all. */
  readonly day: number
  /** From 0 to 1. */
  readonly share: number
}

interface Steps {
  readonly size: Size
  readonly points: readonly SharePoint[]
  /** The last day of the axis. The line goes on to it. */
  readonly end: number
  /** The shares with a line of the grid. */
  readonly grid: readonly number[]
  readonly colour: string
  readonly sayDay: (day: number) => string
  /** What stands behind the line, placed by its days. */
  readonly behind: (x: (day: number) => number) => ReactNode
}

/** A share that rises by days, in steps from zero. */
export function shareSteps({ size, points, end, grid, colour, sayDay, behind }: Steps) {
  const x = scaleLinear([0, end], [size.left, size.width - size.right])
  const y = scaleLinear([0, 1], [size.height - size.bottom, size.top])
  const path = line<SharePoint>()
    .curve(curveStepAfter)
    .x(({ day }) => x(day))
    .y(({ share }) => y(share))
  const last = points.at(-1)
  const drawn = [{ day: 0, share: 0 }, ...points, ...(last && last.day < end ? [{ ...last, day: end }] : [])]
  const picture = (
    <>
      {behind(x)}
      {grid.map(share => (
        <g key={share}>
          <line
            className={css['grid']}
            x1={size.left}
            x2={size.width - size.right}
            y1={y(share)}
            y2={y(share)}
          />
          <text x={size.left - 8} y={y(share) + 4} textAnchor="end">
            {percentInWords(share)}
          </text>
        </g>
      ))}
      {x.ticks(6).map(day => (
        <text key={day} x={x(day)} y={size.height - 6} textAnchor="middle">
          {sayDay(day)}
        </text>
      ))}
      <path d={path(drawn) ?? ''} fill="none" stroke={colour} strokeWidth={2.5} />
    </>
  )
  return { xs: points.map(({ day }) => x(day)), picture }
}
