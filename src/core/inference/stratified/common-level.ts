import { type Cell, commonLevels } from '../../stats/common-levels.ts'
import { contrastVariances } from '../../stats/contrast-variances.ts'
import type { Group } from '../lift.ts'

/** One stretch of time: the messages of each variant in it, by variant. */
export type Stretch = ReadonlyMap<string, Group>

/**
 * Each variant's messages as if rates had never moved. Rates rise and fall for all variants together. Successes of
 * variant k in stretch s follow messages · θ_k · γ_s, see `commonLevels`: a variant that joined in good days is no
 * better for that, and the likelihood is complete, so it does not matter how results have moved traffic.
 *
 * The levels are estimated too. A variant has as many messages as leave its comparisons with the best known variant as
 * uncertain as they are. The stretch in which a variant began is left out, if others are older.
 * @param stretches in order of time
 */
export function atCommonLevel(stretches: readonly Stretch[]): Stretch {
  const whole = withoutStarts(stretches)
  const ids = [...new Set(whole.flatMap(stretch => [...stretch.keys()]))].toSorted()
  const known = ids.filter(id => whole.some(stretch => (stretch.get(id)?.messages ?? 0) > 0))
  const cells = known.map(id => whole.map(stretch => cellOf(stretch.get(id))))
  // Without a success nothing shows a level.
  const hasSuccess = cells.some(own => own.some(({ successes }) => successes > 0))
  const levels = hasSuccess ? commonLevels(cells, whole.length) : whole.map(() => 1)
  const groups = known.map((id, at) =>
    groupAt(
      levels,
      cells[at] ?? [],
      whole.flatMap(s => s.get(id) ?? []),
    ),
  )
  const shares = sharesKept(cells, levels, groups)
  return new Map(known.map((id, at) => [id, partOf(groups[at] ?? NOBODY, shares[at] ?? 1)]))
}

const NOBODY: Group = { messages: 0, total: 0, squares: 0 }

function withoutStarts(stretches: readonly Stretch[]): readonly Stretch[] {
  const begun = new Set(stretches[0]?.keys())
  return stretches.map((stretch, at) => {
    if (at === 0) return stretch
    const olds = new Map([...stretch].filter(([id]) => begun.has(id)))
    for (const id of stretch.keys()) begun.add(id)
    return olds
  })
}

// Refunds may leave less than nothing. That is no level.
const cellOf = (group: Group | undefined): Cell => ({
  exposure: group?.messages ?? 0,
  successes: Math.max(0, group?.total ?? 0),
})

const sum = (values: readonly number[]) => values.reduce((all, value) => all + value, 0)

/** A group whose stretches had no success of any group shows next to nothing. It is still there. */
const MESSAGES_MIN = 1e-6

const groupAt = (levels: readonly number[], cells: readonly Cell[], own: readonly Group[]): Group => ({
  messages: Math.max(MESSAGES_MIN, sum(cells.map(({ exposure }, at) => exposure * (levels[at] ?? 0)))),
  total: sum(own.map(group => group.total)),
  squares: sum(own.map(group => group.squares)),
})

const partOf = ({ messages, total, squares }: Group, share: number): Group => ({
  messages: messages * share,
  total: total * share,
  squares: squares * share,
})

/** The share of each group's information that is left after the levels have been estimated. */
function sharesKept(
  cells: readonly (readonly Cell[])[],
  levels: readonly number[],
  groups: readonly Group[],
): readonly number[] {
  // Half a success more: a group without any has some information too.
  const [successes, messages] = [
    sum(groups.map(({ total }) => total)),
    sum(groups.map(group => group.messages)),
  ]
  const common = (Math.max(0, successes) + 0.5) / messages
  const rates = groups.map(group => (Math.max(0, group.total) + 0.5) / (group.messages + 0.5 / common))
  const expected = levels.map((level, stretch) =>
    cells.map((own, at) => (own[stretch]?.exposure ?? 0) * level * (rates[at] ?? 0)),
  )
  const alone = groups.map((_, at) => 1 / sum(expected.map(own => own[at] ?? 0)))
  const varianceOf = contrastVariances(expected, groups.length)
  const [best, second, third] = alone.map((_, at) => at).toSorted((a, b) => (alone[a] ?? 0) - (alone[b] ?? 0))
  if (best === undefined || second === undefined) return groups.map(() => 1)
  const least = alone[best] ?? 0
  const pair = varianceOf(best, second)
  const ofBest =
    third === undefined
      ? (pair * least) / (least + (alone[second] ?? 0))
      : (pair + varianceOf(best, third) - varianceOf(second, third)) / 2
  const own = Math.max(least, ofBest)
  return alone.map((without, at) =>
    at === best ? without / own : Math.min(1, without / Math.max(without, varianceOf(best, at) - own)),
  )
}
