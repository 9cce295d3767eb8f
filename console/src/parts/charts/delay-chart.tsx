import type { Size } from '../../charts/lift-band.ts'
import { numberInWords, percentInWords } from '../../words/numbers.ts'
import { delayInWords, delaySentence } from '../../words/results/charts.ts'
import { Chart } from './chart.tsx'
import { shareSteps } from './share-steps.tsx'

interface Props {
  readonly points: readonly { readonly days: number; readonly share: number }[]
  readonly p50: number | null
  readonly p90: number | null
  readonly window: { readonly offset_days: number; readonly lookback_days: number } | null
  readonly noun: string
  readonly showsNumbers: boolean
  readonly onNumbers: (shows: boolean) => void
}

const HEIGHT = 220
const sizeFor = (width: number): Size => ({ width, height: HEIGHT, left: 52, right: 12, top: 12, bottom: 26 })

const UNITS = [
  { name: 'd', aDay: 1 },
  { name: 'h', aDay: 24 },
  { name: 'min', aDay: 1_440 },
] as const

/** The largest unit of which there are two: a click within minutes is not at the edge of a day. */
const unitFor = (days: number) => UNITS.find(({ aDay }) => days * aDay >= 2) ?? UNITS[2]

/** How long responses take, against the window in which they count. */
export function DelayChart({ points, p50, p90, window, noun, showsNumbers, onNumbers }: Props) {
  const say = (at: number) =>
    points[at] ? `${percentInWords(points[at].share)} within ${delayInWords(points[at].days)}` : ''
  const end = Math.max(window?.lookback_days ?? 0, (points.at(-1)?.days ?? 1) * 1.1)
  const unit = unitFor(end)
  return (
    <Chart
      title="How long people take"
      sentence={delaySentence({ p50, p90, window, noun })}
      showsNumbers={showsNumbers}
      onNumbers={onNumbers}
      height={HEIGHT}
      points={points.length}
      say={({ point }) => say(point)}
      numbers={{
        columns: ['Days', 'Share'],
        rows: points.map(point => [numberInWords(point.days, 2), percentInWords(point.share, 1)]),
      }}
      draw={width => {
        const size = sizeFor(width)
        return shareSteps({
          size,
          points: points.map(point => ({ day: point.days * unit.aDay, share: point.share })),
          end: end * unit.aDay,
          grid: [0, 0.5, 0.9, 1],
          colour: 'var(--c1)',
          sayDay: at => (at === 0 ? '0' : `${at} ${unit.name}`),
          behind: x =>
            window && (
              <rect
                x={x(window.offset_days * unit.aDay)}
                y={size.top}
                width={x(window.lookback_days * unit.aDay) - x(window.offset_days * unit.aDay)}
                height={size.height - size.bottom - size.top}
                fill="var(--pos-bg)"
              />
            ),
        })
      }}
    />
  )
}
