import { drawNormal } from '../../stats/draw/draw-normal.ts'
import { createRandom } from '../../stats/draw/random.ts'
import { solveUpper } from '../../stats/triangular-solve.ts'
import type { Design } from './cell-design.ts'
import { type CellModel, USUAL } from './cell-model.ts'
import { refineDeviations } from './effect-deviations.ts'
import { equationsOf, meansOf, measuredWhole, scaleOf, solve } from './mixed-effects.ts'

/** The effects of the variants' themes. */
export interface ThemeEffects {
  /** The standard deviation of the variants around the sum of their themes' effects. */
  readonly own: number
  /**
   * The part of the variant's lift that its themes explain, one value for each row; undefined if the variant has no
   * theme.
   */
  of(variantId: string): Float64Array | undefined
}

/** The limit of themes. Templates with more themes use those that most variants have. */
const THEMES_MAX = 40
const ROUNDS = 4

/**
 * A second mixed model on top of the first: the lift of a variant as a whole is the sum of its themes' effects and of
 * its own effect. A new variant starts at the sum of its themes' effects. In short steps.
 * @param draws the number of rows
 */
export function* themeEffects(
  { design, deviations, measured }: CellModel,
  themes: ReadonlyMap<string, readonly string[]>,
  { seed, draws, spread }: { readonly seed: string; readonly draws: number; readonly spread: number },
): Generator<undefined, ThemeEffects | undefined> {
  const names = mostUsed(themes)
  if (names.length === 0) return undefined
  const place = new Map(names.map((name, at) => [name, at]))
  const placesOf = (id: string) =>
    [...new Set(themes.get(id))].flatMap(name => place.get(name) ?? []).sort((a, b) => a - b)
  const ids = [...measured.keys()]
  // A variant is a row, its themes are the row's effects, and all variants together are the one unit.
  const variants: Design = {
    groups: new Uint16Array(names.length),
    groupCount: 1,
    rows: ids.map(id => ({ effects: placesOf(id), hasOwn: true })),
  }
  const scale = scaleOf(design, deviations.groups)
  const wholes: ReturnType<typeof measuredWhole>[] = []
  for (const unit of measured.values()) {
    yield
    wholes.push(measuredWhole(equationsOf(design, unit, deviations.own), scale))
  }
  const unit = {
    precision: Float64Array.from(wholes, ({ precision }) => precision),
    information: Float64Array.from(wholes, ({ information }) => information),
  }
  const usual = { groups: Float64Array.of(USUAL.whole / Math.SQRT2), own: USUAL.whole / Math.SQRT2 }
  let found: { groups: Float64Array; own: number } = usual
  for (let round = 0; round < ROUNDS; round++) found = yield* refineDeviations(variants, [unit], found, usual)
  yield
  const solution = solve(equationsOf(variants, unit, found.own), scaleOf(variants, found.groups))
  const means = meansOf(solution)
  yield
  const rows = drawRows(solution, names, { seed, draws, spread })
  return {
    own: found.own,
    of(variantId) {
      const places = placesOf(variantId)
      if (places.length === 0) return undefined
      const total = (values: Float64Array) => places.reduce((sum, at) => sum + (values[at] ?? 0), 0)
      const mean = total(means)
      return Float64Array.from(rows, row => mean + total(row))
    },
  }
}

function mostUsed(themes: ReadonlyMap<string, readonly string[]>): readonly string[] {
  const uses = new Map<string, number>()
  for (const name of [...themes.values()].flatMap(own => [...new Set(own)])) {
    uses.set(name, (uses.get(name) ?? 0) + 1)
  }
  return [...uses]
    .sort(([a, most], [b, least]) => least - most || (a < b ? -1 : 1))
    .slice(0, THEMES_MAX)
    .map(([name]) => name)
    .sort()
}

/**
 * Deviations from the means, row by row. Each theme has its own stream, so another theme does not shift these draws.
 */
function drawRows(
  { factor, scale }: ReturnType<typeof solve>,
  names: readonly string[],
  { seed, draws, spread }: { readonly seed: string; readonly draws: number; readonly spread: number },
): readonly Float64Array[] {
  const streams = names.map(name => createRandom(seed, 'theme', name))
  return Array.from({ length: draws }, () => {
    const normals = Float64Array.from(streams, drawNormal)
    return solveUpper(factor, normals).map((value, at) => spread * value * (scale[at] ?? 0))
  })
}
