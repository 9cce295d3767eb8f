import { useQuery } from '@tanstack/react-query'
import type { Results } from '../../../../src/features/results/schema.ts'
import type { Series } from '../../../../src/features/results/series/series-schema.ts'
import { Card, Cards } from '../../kit/show/card.tsx'
import { useZone } from '../../kit/show/when.tsx'
import { Loaded } from '../../kit/states/loaded.tsx'
import type { Pin } from '../../parts/charts/chart.tsx'
import { LiftChart } from '../../parts/charts/lift-chart.tsx'
import { TrafficChart } from '../../parts/charts/traffic-chart.tsx'
import { asInterval } from '../../words/results/lift.ts'
import { type Asked, seriesQuery } from './queries.ts'
import { annotationsQuery } from './traffic/annotations.tsx'
import { lettersFor, type Template } from './wording-rows.ts'

export interface ChartsProps {
  readonly asked: Asked
  readonly results: Results
  readonly template: Template | undefined
  readonly showsNumbers: boolean
  readonly onNumbers: (shows: boolean) => void
  readonly pin: Pin
}

/** Lift so far, and where traffic went. */
export function Charts({ asked, results, template, showsNumbers, onNumbers, pin }: ChartsProps) {
  const zone = useZone()
  const series = useQuery(seriesQuery(asked, zone))
  const marks = useQuery(annotationsQuery(asked))
  return (
    <Loaded query={series}>
      {data => (
        <Cards min={420}>
          {data.lift.length > 1 ? (
            <LiftChart points={toPoints(data)} {...{ zone, showsNumbers, onNumbers, pin }} />
          ) : (
            <Card title="Lift so far">
              <p className="sub">
                Nothing to draw yet: both groups need 100 messages before a difference means anything.
              </p>
            </Card>
          )}
          {data.allocations.length > 0 ? (
            <TrafficChart
              steps={data.allocations.map(({ at, weights, traffic, reason }) => ({
                ...{ atMs: Date.parse(at), shares: traffic ?? weights, reason },
              }))}
              series={namedSeries(results, template)}
              untilMs={Date.parse(data.as_of)}
              marks={(marks.data?.items ?? []).map(({ at, text }) => ({ atMs: Date.parse(at), text }))}
              {...{ zone, showsNumbers, onNumbers, pin }}
            />
          ) : (
            <Card title="Where traffic went">
              <p className="sub">No division of traffic is recorded yet. It begins with the first choice.</p>
            </Card>
          )}
        </Cards>
      )}
    </Loaded>
  )
}

const toPoints = ({ lift }: Series) =>
  lift.map(({ at, relative, interval, maturing_share }) => ({
    ...{ atMs: Date.parse(at), relative, interval: asInterval(interval), maturingShare: maturing_share },
  }))

/** Control first, then by letter. */
export function namedSeries(results: Results, template: Template | undefined) {
  const letters = lettersFor(results, template)
  const names = new Map(
    [...(template?.variants ?? []), ...results.variants].map(({ id, name }) => [id, name] as const),
  )
  return [...letters]
    .map(([id, letter]) => ({ id, letter, name: names.get(id) ?? id }))
    .toSorted((a, b) => rankOf(a.letter) - rankOf(b.letter))
}

const rankOf = (letter: string): number =>
  letter === '=' ? 0 : [...letter].reduce((rank, each) => rank * 26 + each.charCodeAt(0) - 64, 0)
