import css from '../../charts/charts.module.css'
import { Grid } from '../../charts/frame.tsx'
import type { Size } from '../../charts/lift-band.ts'
import { type RateSeries, rateLines } from '../../charts/rates.ts'
import { fitLabel, labelRoom, pushApart, seriesOf } from '../../charts/series.ts'
import { roundInWords } from '../../words/numbers.ts'
import { ratesSentence } from '../../words/results/charts.ts'
import { momentInWords } from '../../words/time.ts'
import { Chart, type Pin } from './chart.tsx'
import { Legend } from './legend.tsx'
import type { NamedSeries } from './traffic-chart.tsx'

interface Props {
  readonly title: string
  readonly lines: readonly (RateSeries & NamedSeries)[]
  /** A value with its unit. */
  readonly inWords: (value: number | null) => string
  readonly zone: string
  readonly showsNumbers: boolean
  readonly onNumbers: (shows: boolean) => void
  readonly pin?: Pin
}

const FEW = 'Days with few messages of a wording are not drawn; the numbers have them.'
const HEIGHT = 240
const NARROW = 400
const sizeFor = (width: number, names: readonly string[]): Size => ({
  ...{
    width,
    height: HEIGHT,
    left: 64,
    right: width < NARROW ? 12 : labelRoom(width, names),
    top: 12,
    bottom: 26,
  },
})

/** The rate of each wording day by day. Up and down choose a wording. */
export function RatesChart({ title, lines, inWords, zone, showsNumbers, onNumbers, pin }: Props) {
  const { times } = rateLines(lines, sizeFor(NARROW, []))
  const day = (atMs: number) => momentInWords(new Date(atMs).toISOString(), zone, 'day')
  const valueAt = ({ points }: RateSeries, atMs: number) =>
    points.find(point => point.atMs === atMs)?.value ?? null
  const say = (point: number, series: number): string => {
    const [atMs, chosen] = [times[point], lines[series]]
    if (atMs === undefined || chosen === undefined) return ''
    const others = lines.filter(line => line !== chosen)
    const each = [chosen, ...others].map(line => `${line.name} ${inWords(valueAt(line, atMs))}`)
    return `${day(atMs)}: ${each.join(', ')}`
  }
  return (
    <Chart
      title={title}
      sentence={ratesSentence(lines.length, times.length)}
      note={lines.some(({ points }) => points.some(({ isOfFew }) => isOfFew)) && FEW}
      showsNumbers={showsNumbers}
      onNumbers={onNumbers}
      height={HEIGHT}
      times={times}
      {...(pin && { pin })}
      points={times.length}
      series={lines.length}
      say={({ point, series }) => say(point, series)}
      numbers={{
        columns: ['Day', ...lines.map(({ name }) => name)],
        rows: times.map(atMs => [day(atMs), ...lines.map(line => inWords(valueAt(line, atMs)))]),
      }}
      draw={(width, place) => {
        const size = sizeFor(
          width,
          lines.map(({ name }) => name),
        )
        const drawn = rateLines(lines, size)
        const ends = pushApart(
          drawn.lines.map(({ end }) => end?.y ?? size.top),
          14,
          [size.top, size.height - size.bottom],
        )
        const picture = (
          <>
            <Grid
              {...{ size, ticks: drawn.ticks, zone, say: value => roundInWords(inWords(value)) }}
              fromMs={times[0] ?? 0}
              untilMs={times.at(-1) ?? 1}
            />
            {drawn.lines.map(({ id, path, end }, at) => {
              const look = seriesOf(lines[at]?.letter ?? '')
              return (
                <g key={id}>
                  <path
                    d={path}
                    fill="none"
                    stroke={look.colour}
                    strokeWidth={place?.series === at ? 3.5 : 2}
                    // A day between two that are not drawn is a dot.
                    strokeLinecap="round"
                    {...(look.dash !== undefined && { strokeDasharray: look.dash })}
                  />
                  {width >= NARROW && end !== null && (
                    <text className={css['strong']} x={end.x + 8} y={(ends[at] ?? 0) + 4}>
                      {fitLabel(lines[at]?.name ?? '', size.right)}
                    </text>
                  )}
                </g>
              )
            })}
          </>
        )
        return {
          xs: drawn.xs,
          picture,
          ...(width < NARROW && {
            legend: <Legend items={lines.map(({ id, letter, name }) => ({ id, letter, text: name }))} />,
          }),
        }
      }}
    />
  )
}
