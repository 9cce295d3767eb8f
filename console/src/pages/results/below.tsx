import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense } from 'react'
import type { Series } from '../../../../src/features/results/series/series-schema.ts'
import { Funnel } from '../../charts/funnel.tsx'
import { seriesOf } from '../../charts/series.ts'
import { Card, Cards } from '../../kit/show/card.tsx'
import { useZone } from '../../kit/show/when.tsx'
import { Loaded } from '../../kit/states/loaded.tsx'
import { RatesChart } from '../../parts/charts/rates-chart.tsx'
import { valueInWords, wordsOf } from '../../words/results/metrics.ts'
import { type ChartsProps, namedSeries } from './charts.tsx'
import { funnelOf } from './funnel-rungs.ts'
import { Guardrails } from './guardrails.tsx'
import { Lazy } from './lazy.tsx'
import { seriesQuery } from './queries.ts'
import type { SegmentChoice } from './segments/by-attribute.tsx'
import { AnnotationList } from './traffic/annotations.tsx'

const ByAttribute = lazy(async () => ({
  default: (await import('./segments/by-attribute.tsx')).ByAttribute,
}))
const ByTheme = lazy(async () => ({ default: (await import('./segments/by-theme.tsx')).ByTheme }))

/** What stands below the fold, each part loaded when it comes near. */
export function Below(props: ChartsProps & { readonly segment: SegmentChoice }) {
  const { asked, results, segment } = props
  return (
    <>
      <Lazy height={320}>{() => <DailyRates {...props} />}</Lazy>
      <Lazy height={260}>
        {() => (
          <Cards min={420}>
            <Card title="How far messages came: new wordings">
              <Funnel rungs={funnelOf(results.treatment, results)} colour={seriesOf('A').colour} />
            </Card>
            <Card title="How far messages came: control">
              <Funnel rungs={funnelOf(results.control, results)} colour={seriesOf('=').colour} />
            </Card>
          </Cards>
        )}
      </Lazy>
      <Lazy height={240}>
        {() => (
          <Suspense>
            <ByAttribute {...{ asked, results, ...segment }} />
          </Suspense>
        )}
      </Lazy>
      {results.themes.length > 0 && (
        <Lazy height={240}>
          {() => (
            <Suspense>
              <ByTheme results={results} />
            </Suspense>
          )}
        </Lazy>
      )}
      <Lazy height={200}>{() => <Guardrails place={asked} />}</Lazy>
      <Lazy height={160}>
        {() => (
          <Card title="Notes and changes">
            <AnnotationList place={asked} />
          </Card>
        )}
      </Lazy>
    </>
  )
}

/** Messages of a wording on a day, for a point of its line. Where no day has as many, all days are drawn. */
const ENOUGH = 20
type Figures = Series['buckets'][number]['variants'][number]

function DailyRates({ asked, results, template, showsNumbers, onNumbers, pin }: ChartsProps) {
  const zone = useZone()
  const series = useQuery(seriesQuery(asked, zone))
  const { metric } = results.lift
  return (
    <Loaded query={series}>
      {({ buckets }) => {
        const messages = (figures: Figures | undefined): number => figures?.[results.denominator] ?? 0
        const hasEnough = buckets.some(({ variants }) => variants.some(each => messages(each) >= ENOUGH))
        const lines = namedSeries(results, template)
          .map(named => ({
            ...named,
            points: buckets.map(({ at, variants }) => {
              const figures = variants.find(({ id }) => id === named.id)
              return {
                atMs: Date.parse(at),
                value: figures?.rate ?? null,
                isOfFew: hasEnough && messages(figures) < ENOUGH,
              }
            }),
          }))
          .filter(({ points }) => points.some(({ value }) => value !== null))
        if (lines.length === 0) return null
        return (
          <RatesChart
            title={`${wordsOf(metric, results.control.metrics).head} day by day`}
            inWords={value => valueInWords(value, metric, results.currency, results.control.metrics)}
            {...{ lines, zone, showsNumbers, onNumbers, pin }}
          />
        )
      }}
    </Loaded>
  )
}
