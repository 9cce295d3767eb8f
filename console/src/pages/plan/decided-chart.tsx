import { useState } from 'react'
import type { Simulation } from '../../../../src/features/simulate/schema.ts'
import css from '../../charts/charts.module.css'
import type { Size } from '../../charts/lift-band.ts'
import { Chart } from '../../parts/charts/chart.tsx'
import { shareSteps } from '../../parts/charts/share-steps.tsx'
import { numberInWords, percentInWords } from '../../words/numbers.ts'
import { decidedInWords } from '../../words/plan.ts'

const HEIGHT = 240
const ROWS_MAX = 15
const sizeFor = (width: number): Size => ({ width, height: HEIGHT, left: 52, right: 12, top: 12, bottom: 26 })

/** The share of launches with a verdict, by day; its numbers also tell what learning brings. */
export function DecidedChart({ answer }: { readonly answer: Simulation }) {
  const [showsNumbers, setNumbers] = useState(false)
  const { by_day: days, plan, verdict } = answer
  const { median } = verdict.days
  const every = Math.max(1, Math.ceil(days.length / ROWS_MAX))
  const say = (at: number) => {
    const shown = days[at]
    return shown ? `Day ${shown.day}: ${percentInWords(shown.decided, 1)} have a verdict` : ''
  }
  return (
    <Chart
      title="Share decided by day"
      sentence={decidedInWords(answer)}
      showsNumbers={showsNumbers}
      onNumbers={setNumbers}
      height={HEIGHT}
      points={days.length}
      say={({ point }) => say(point)}
      numbers={{
        columns: ['Day', 'Decided, % of launches', 'Gain so far, successes', 'Best wording, % of treated'],
        rows: days
          .filter(({ day }) => day % every === 0 || day === days.length)
          .map(({ day, decided, gain, best_share }) => [
            ...[String(day), percentInWords(decided, 1), numberInWords(gain), percentInWords(best_share, 1)],
          ]),
      }}
      draw={width => {
        const size = sizeFor(width)
        return shareSteps({
          size,
          points: days.map(({ day, decided }) => ({ day, share: decided })),
          end: plan.horizon_days,
          grid: [0, 0.25, 0.5, 0.75, 1],
          colour: 'var(--accent)',
          sayDay: day => (day === 0 ? 'day 0' : String(day)),
          behind: x =>
            median !== null && (
              <line
                className={css['hair']}
                x1={x(median)}
                x2={x(median)}
                y1={size.top}
                y2={size.height - size.bottom}
              />
            ),
        })
      }}
    />
  )
}
