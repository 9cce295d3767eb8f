import { createRandom } from '../../../src/core/stats/draw/random.ts'
import { live, type Said } from './life.ts'
import type { World } from './world.ts'

export interface Bin {
  readonly what: Said['what']
  readonly from: number
  readonly until: number
  readonly count: number
  /** The mean chance that was said, and the share of these in which it was so. */
  readonly said: number
  readonly happened: number
  /** Of the difference: wordings of one life share a control and each other, so whole lives are drawn anew. */
  readonly standardError: number
}

const EDGES = [0, 0.05, 0.2, 0.4, 0.6, 0.8, 0.95, 1]
const DRAWS = 400
/** A bin with fewer says nothing. */
const COUNT_MIN = 30

/** Only bins with enough in them. */
export function binsOf(world: World, lives: number): readonly Bin[] {
  const said = Array.from({ length: lives }, (_, seed) => live(world, String(seed)))
  return (['best', 'beats control'] as const).flatMap(what =>
    EDGES.slice(0, -1).flatMap((from, at) => {
      const until = EDGES[at + 1] ?? 1
      const isIn = (one: Said) =>
        one.what === what && one.chance >= from && (one.chance < until || until === 1)
      const sums = said.map(life => sumsOf(life.filter(isIn)))
      const all = addUp(sums)
      if (all.count < COUNT_MIN) return []
      const [mean, happened] = [all.said / all.count, all.happened / all.count]
      return [
        {
          what,
          from,
          until,
          count: all.count,
          said: mean,
          happened,
          standardError: errorOf(sums, world.name),
        },
      ]
    }),
  )
}

interface Sums {
  readonly count: number
  readonly said: number
  readonly happened: number
}

const sumsOf = (said: readonly Said[]): Sums => ({
  count: said.length,
  said: said.reduce((sum, { chance }) => sum + chance, 0),
  happened: said.filter(({ isTrue }) => isTrue).length,
})

const addUp = (sums: readonly Sums[]): Sums =>
  sums.reduce((all, own) => ({
    count: all.count + own.count,
    said: all.said + own.said,
    happened: all.happened + own.happened,
  }))

/** By the bootstrap over lives. */
function errorOf(sums: readonly Sums[], seed: string): number {
  const random = createRandom('bootstrap', seed)
  const gaps = Array.from({ length: DRAWS }, () => {
    const drawn = addUp(sums.map((own, _, all) => all[Math.floor(random() * all.length)] ?? own))
    return drawn.count === 0 ? 0 : (drawn.happened - drawn.said) / drawn.count
  })
  const mean = gaps.reduce((sum, gap) => sum + gap, 0) / DRAWS
  return Math.sqrt(gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / (DRAWS - 1))
}

/** How far a bin is off beyond its error, in shares; not above zero if that is no more than chance. */
export const excessOf = ({ said, happened, standardError }: Bin): number =>
  Math.abs(happened - said) - 1.96 * standardError

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`

export const describeBins = (world: string, bins: readonly Bin[]): string =>
  bins
    .map(bin => {
      const { what, count, said, happened, standardError } = bin
      const cells = [world, what, count, percent(said), percent(happened), percent(1.96 * standardError)]
      return `| ${cells.join(' | ')} |${excessOf(bin) > 0.05 ? ' OFF' : ''}`
    })
    .join('\n')
