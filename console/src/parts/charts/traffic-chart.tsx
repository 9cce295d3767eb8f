import css from '../../charts/charts.module.css'
import { TimeTicks } from '../../charts/frame.tsx'
import type { Size } from '../../charts/lift-band.ts'
import { fitLabel, labelRoom, pushApart, seriesOf } from '../../charts/series.ts'
import { type ShareStep, stackSteps } from '../../charts/steps.ts'
import { percentInWords } from '../../words/numbers.ts'
import { reasonInWords, trafficSentence } from '../../words/results/charts.ts'
import { momentInWords } from '../../words/time.ts'
import { Chart, type Pin } from './chart.tsx'
import { Legend } from './legend.tsx'

export interface NamedSeries {
  readonly id: string
  readonly name: string
  readonly letter: string
}

interface Props {
  /** Oldest first. */
  readonly steps: readonly (ShareStep & { readonly reason: string | null })[]
  /** From the bottom up: control first. */
  readonly series: readonly NamedSeries[]
  readonly untilMs: number
  readonly zone: string
  /** Numbered moments, oldest first. */
  readonly marks: readonly { readonly atMs: number; readonly text: string }[]
  readonly showsNumbers: boolean
  readonly onNumbers: (shows: boolean) => void
  readonly pin?: Pin
}

const HEIGHT = 240
const NARROW = 400
const sizeFor = (width: number, labels: readonly string[]): Size => ({
  ...{
    width,
    height: HEIGHT,
    left: 4,
    right: width < NARROW ? 4 : labelRoom(width, labels),
    top: 14,
    bottom: 26,
  },
})

/** Which share of traffic each wording got, in steps: each hairline is a re-weighting. */
export function TrafficChart({ steps, series, untilMs, zone, marks, showsNumbers, onNumbers, pin }: Props) {
  const at = (ms: number) => momentInWords(new Date(ms).toISOString(), zone, 'minute')
  const drawn = series.filter(({ id }) => steps.some(({ shares }) => (shares[id] ?? 0) > 0))
  const share = (step: ShareStep, id: string) => percentInWords(step.shares[id] ?? 0)
  const say = (point: number): string => {
    const step = steps[point]
    if (step === undefined) return ''
    const shares = drawn.toReversed().map(({ id, name }) => `${name} ${share(step, id)}`)
    return `From ${at(step.atMs)}, ${reasonInWords(step.reason)}: ${shares.join(', ')}`
  }
  return (
    <Chart
      title="Where traffic went"
      sentence={trafficSentence(steps.at(-1), drawn)}
      note={marks
        .flatMap(({ atMs, text }, place) =>
          atMs < (steps[0]?.atMs ?? 0) ? [] : [`Mark ${place + 1}, ${at(atMs)}: ${text}`],
        )
        .join(' ')}
      showsNumbers={showsNumbers}
      onNumbers={onNumbers}
      height={HEIGHT}
      times={steps.map(({ atMs }) => atMs)}
      {...(pin && { pin })}
      points={steps.length}
      say={({ point }) => say(point)}
      numbers={{
        columns: ['From', 'Why', ...drawn.map(({ name }) => name)],
        rows: steps.map(step => [
          ...[at(step.atMs), reasonInWords(step.reason)],
          ...drawn.map(({ id }) => percentInWords(step.shares[id] ?? 0, 1)),
        ]),
      }}
      draw={width => {
        const texts = drawn.map(({ name, id }) => `${percentInWords(steps.at(-1)?.shares[id] ?? 0)} ${name}`)
        const size = sizeFor(width, texts)
        const ids = drawn.map(({ id }) => id)
        const { series: stacked, xs, x, fromMs } = stackSteps(steps, ids, untilMs, size)
        const labels = pushApart(
          stacked.map(({ labelY }) => labelY),
          16,
          [size.top + 6, size.height - size.bottom - 4],
        )
        const picture = (
          <>
            {stacked.map(({ id, area, edge }, place) => {
              const look = seriesOf(drawn[place]?.letter ?? '')
              return (
                <g key={id}>
                  <path d={area} fill={look.tint} />
                  <path
                    d={edge}
                    fill="none"
                    stroke={look.colour}
                    strokeWidth={2}
                    {...(look.dash !== undefined &&
                      drawn[place]?.letter === '=' && { strokeDasharray: look.dash })}
                  />
                </g>
              )
            })}
            {xs.slice(1).map(place => (
              <line
                key={place}
                className={css['hair']}
                x1={place}
                x2={place}
                y1={size.top}
                y2={size.height - size.bottom}
              />
            ))}
            {marks.map(({ atMs }, place) =>
              atMs < fromMs ? null : (
                <g key={atMs}>
                  <circle className={css['mark']} cx={x(atMs)} cy={size.top} r={8} />
                  <text x={x(atMs)} y={size.top + 4} textAnchor="middle">
                    {place + 1}
                  </text>
                </g>
              ),
            )}
            <TimeTicks size={size} fromMs={fromMs} untilMs={untilMs} zone={zone} />
            {width >= NARROW &&
              stacked.map(({ id }, place) => (
                <text
                  key={id}
                  className={css['strong']}
                  x={width - size.right + 8}
                  y={(labels[place] ?? 0) + 4}
                >
                  {fitLabel(texts[place] ?? '', size.right)}
                </text>
              ))}
          </>
        )
        return {
          xs,
          picture,
          ...(width < NARROW && {
            legend: (
              <Legend
                items={stacked.map(({ id }, place) => ({
                  id,
                  letter: drawn[place]?.letter ?? '',
                  text: texts[place] ?? '',
                }))}
              />
            ),
          }),
        }
      }}
    />
  )
}
