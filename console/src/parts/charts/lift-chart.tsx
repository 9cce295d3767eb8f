import { useId } from 'react'
import css from '../../charts/charts.module.css'
import { Grid } from '../../charts/frame.tsx'
import { type BandPoint, bandOf, type Size } from '../../charts/lift-band.ts'
import { percentInWords } from '../../words/numbers.ts'
import { liftSentence } from '../../words/results/charts.ts'
import { isReadable } from '../../words/results/headline.ts'
import { liftInWords, liftWithInterval } from '../../words/results/lift.ts'
import { momentInWords } from '../../words/time.ts'
import { Chart, type Pin } from './chart.tsx'

interface Props {
  readonly points: readonly BandPoint[]
  readonly zone: string
  readonly showsNumbers: boolean
  readonly onNumbers: (shows: boolean) => void
  readonly pin?: Pin
}

const HEIGHT = 240
const NARROW = 380
const sizeFor = (width: number): Size => ({
  ...{ width, height: HEIGHT, left: 52, right: width < NARROW ? 12 : 84, top: 12, bottom: 26 },
})

/** The lift of all messages so far, with its interval. */
export function LiftChart({ points, zone, showsNumbers, onNumbers, pin }: Props) {
  const hatch = useId()
  const newest = points.at(-1)
  const day = (atMs: number) => momentInWords(new Date(atMs).toISOString(), zone, 'day')
  const say = ({ atMs, relative, interval }: BandPoint): string =>
    `${day(atMs)}: ${relative === null || interval === null ? 'no interval yet' : liftWithInterval(relative, interval)}`
  return (
    <Chart
      title="Lift so far, with its 95 % interval"
      sentence={liftSentence(points)}
      instead={
        isReadable(newest?.interval ?? null)
          ? undefined
          : 'The interval is still too wide to draw: a picture would say more than is known.'
      }
      showsNumbers={showsNumbers}
      onNumbers={onNumbers}
      height={HEIGHT}
      times={points.map(({ atMs }) => atMs)}
      {...(pin && { pin })}
      points={points.length}
      say={({ point }) => (points[point] ? say(points[point]) : '')}
      numbers={{
        columns: ['Until', 'Lift', 'From', 'To', 'Maturing'],
        rows: points.map(({ atMs, relative, interval, maturingShare }) => [
          momentInWords(new Date(atMs).toISOString(), zone, 'minute'),
          ...(relative === null ? ['–'] : [percentInWords(relative, 2, true)]),
          ...(interval ?? [null, null]).map(end => (end === null ? '–' : percentInWords(end, 2, true))),
          percentInWords(maturingShare, 1),
        ]),
      }}
      draw={width => {
        const size = sizeFor(width)
        const { band, middle, xs, y, ticks, first, last, maturesFrom } = bandOf(points, size)
        const picture = (
          <>
            <pattern
              id={hatch}
              width={6}
              height={6}
              patternUnits="userSpaceOnUse"
              patternTransform="rotate(45)"
            >
              <line x1={0} x2={0} y1={0} y2={6} stroke="var(--line-strong)" strokeWidth={2} />
            </pattern>
            <path d={band} fill="var(--c1)" opacity={0.16} />
            <Grid {...{ size, ticks, zone }} say={axisPercent} fromMs={first} untilMs={last} />
            <path d={middle} fill="none" stroke="var(--c1)" strokeWidth={2.5} />
            {maturesFrom !== null && (
              <rect
                x={maturesFrom}
                y={size.top}
                width={Math.max(0, size.width - size.right - maturesFrom)}
                height={size.height - size.bottom - size.top}
                fill={`url(#${hatch})`}
                opacity={0.6}
              />
            )}
            {newest?.relative != null && newest.interval !== null && width >= NARROW && (
              <>
                <text className={css['strong']} x={width - size.right + 8} y={y(newest.relative)}>
                  {liftInWords(newest.relative)}
                </text>
                {newest.maturingShare > 0 && (
                  <text x={width - size.right + 8} y={size.height - size.bottom - 4}>
                    {percentInWords(newest.maturingShare)} open
                  </text>
                )}
              </>
            )}
          </>
        )
        return { xs, picture }
      }}
    />
  )
}

const axisPercent = (value: number): string => (value === 0 ? '0' : percentInWords(value, 0, true))
