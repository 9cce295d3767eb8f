import { scaleLinear } from 'd3-scale'
import { useId, useRef } from 'react'
import type { Simulation } from '../../../../src/features/simulate/schema.ts'
import { useWidth } from '../../charts/use-width.ts'
import { percentInWords } from '../../words/numbers.ts'
import css from './plan.module.css'

const [HEIGHT, LEFT, BOTTOM, TOP] = [240, 44, 24, 8]

/** The share of launches with a verdict, by day. */
export function DecidedChart({ answer }: { readonly answer: Simulation }) {
  const id = useId()
  const ref = useRef<HTMLElement>(null)
  const width = Math.max(240, useWidth(ref))
  const { by_day: days, plan, verdict } = answer
  const x = scaleLinear([0, plan.horizon_days], [LEFT, width - 8])
  const y = scaleLinear([0, 1], [HEIGHT - BOTTOM, TOP])
  const path = [{ day: 0, decided: 0 }, ...days].map(
    ({ day, decided }, at) =>
      `${at === 0 ? 'M' : `H${x(day)}V`}${at === 0 ? `${x(day)},${y(decided)}` : y(decided)}`,
  )
  const median = verdict.days.median
  const last = days.at(-1)?.decided ?? 0
  return (
    <figure ref={ref} className={css['figure']} aria-labelledby={id}>
      <figcaption id={id} className="sub">
        By day {plan.horizon_days}, {percentInWords(last)} of the launches have a verdict
        {median === null ? '.' : `; half of them by day ${median}.`}
      </figcaption>
      <svg
        className={css['chart']}
        width={width}
        height={HEIGHT}
        viewBox={`0 0 ${width} ${HEIGHT}`}
        role="img"
        aria-labelledby={id}
      >
        <title>Share of launches with a verdict, by day</title>
        {[0, 0.25, 0.5, 0.75, 1].map(share => (
          <g key={share}>
            <line className={css['grid']} x1={LEFT} x2={width - 8} y1={y(share)} y2={y(share)} />
            <text className={css['label']} x={LEFT - 8} y={y(share) + 4} textAnchor="end">
              {percentInWords(share)}
            </text>
          </g>
        ))}
        {x.ticks(width < 400 ? 4 : 6).map(day => (
          <text key={day} className={css['label']} x={x(day)} y={HEIGHT - 4} textAnchor="middle">
            {day === 0 ? 'day 0' : day}
          </text>
        ))}
        {median !== null && (
          <line className={css['mark']} x1={x(median)} x2={x(median)} y1={TOP} y2={HEIGHT - BOTTOM} />
        )}
        <path className={css['line']} d={path.join('')} />
      </svg>
    </figure>
  )
}
