import type { ReactNode } from 'react'
import type { Overview } from '../../../../src/features/overview/schema.ts'
import { Spark } from '../../charts/spark.tsx'
import { Card, Cards } from '../../kit/show/card.tsx'
import { numberInWords, percentInWords } from '../../words/numbers.ts'
import css from './home.module.css'

type Activity = Overview['last_24h']

/** The last 24 hours: each figure with its unit and its course. */
export function Strip({ activity }: { readonly activity: Activity }) {
  const { choices, reports, events, counted, repeated, latency_p95_ms, by_hour } = activity
  const share = (part: number) => (events === 0 ? '–' : percentInWords(part / events))
  return (
    <Cards min={220}>
      <Figure
        title="Choices answered"
        value={numberInWords(choices)}
        unit="last 24 hours"
        course={by_hour.map(hour => hour.choices)}
      />
      <Figure
        title="Reports received"
        value={numberInWords(reports)}
        unit="calls, last 24 hours"
        course={by_hour.map(hour => hour.reports)}
      />
      <Figure
        title="Events that counted"
        value={share(counted)}
        unit={
          events === 0
            ? 'no events, last 24 hours'
            : `${numberInWords(counted)} of ${numberInWords(events)}; ${share(repeated)} were repetitions`
        }
        course={by_hour.map(hour => (hour.events === 0 ? null : hour.counted / hour.events))}
      />
      <Figure
        title="Answer time, 95th percentile"
        value={latency_p95_ms === null ? '–' : `${numberInWords(latency_p95_ms)} ms`}
        unit="at most, last 24 hours"
        course={by_hour.map(hour => hour.latency_p95_ms)}
      />
    </Cards>
  )
}

interface FigureProps {
  readonly title: string
  readonly value: string
  readonly unit: ReactNode
  readonly course: readonly (number | null)[]
}

const Figure = ({ title, value, unit, course }: FigureProps) => (
  <Card>
    <div className={css['figure']}>
      <div>
        <h3 className="meta">{title}</h3>
        <p className={css['value']}>{value}</p>
        <p className="meta">{unit}</p>
      </div>
      <Spark values={course} />
    </div>
  </Card>
)
