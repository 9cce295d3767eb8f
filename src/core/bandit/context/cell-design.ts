import { attributesOf } from '../../measure/cell.ts'

/** The effects whose sum is the lift of a variant in each row: the design of a mixed model, with one-hot rows. */
export interface Design {
  /** By effect, the group with which the effect shares its variance. */
  readonly groups: Uint16Array
  readonly groupCount: number
  /** By row, its effects in ascending order. */
  readonly rows: readonly Row[]
}

export interface Row {
  readonly effects: readonly number[]
  /** Whether each row also has its own effect. */
  readonly hasOwn: boolean
}

export interface CellDesign extends Design {
  /** By attribute, from group 1 on. Group 0 is the variant as a whole, which is effect 0. */
  readonly attributes: readonly string[]
  readonly place: (cell: string) => Place
}

/** The row and effects of the people of a cell. */
export interface Place extends Row {
  /** The row; -1 for a combination that has never occurred. */
  readonly row: number
  /** The groups of attributes with a value that has never occurred, one entry for each value. */
  readonly unknown: readonly number[]
}

/** Levels with a smaller share of the messages are merged into the attribute's level of rare values. */
const RARE = 0.005
const LEVELS_MAX = 16
const EFFECTS_MAX = 32
const ROWS_MAX = 1024

interface Levels {
  readonly attribute: string
  readonly kept: readonly string[]
  /** Whether there are rare values, which form one level together. */
  readonly hasRest: boolean
}

/**
 * The effects for the cells of a template: one of the variant as a whole, one of each level of each attribute, and
 * one of each combination. The number is limited: rare levels of an attribute are merged into one. If there are still
 * too many effects or combinations, whole attributes are left out, starting with those with the most levels.
 * @param messages by cell
 */
export function designOf(messages: ReadonlyMap<string, number>): CellDesign {
  const cells = [...messages.keys()].sort()
  let levels = levelsOfAll(cells, messages)
  let design = build(levels, cells)
  while (levels.length > 0 && (design.groups.length > EFFECTS_MAX || design.rows.length > ROWS_MAX)) {
    const most = Math.max(...levels.map(sizeOf))
    const last = levels.findLastIndex(attribute => sizeOf(attribute) === most)
    levels = levels.toSpliced(last, 1)
    design = build(levels, cells)
  }
  return design
}

const sizeOf = ({ kept, hasRest }: Levels): number => kept.length + (hasRest ? 1 : 0)

function levelsOfAll(cells: readonly string[], messages: ReadonlyMap<string, number>): readonly Levels[] {
  const counts = new Map<string, Map<string, number>>()
  let total = 0
  for (const cell of cells) {
    const own = messages.get(cell) ?? 0
    total += own
    for (const [attribute, values] of attributesOf(cell)) {
      const known = counts.get(attribute) ?? new Map<string, number>()
      counts.set(attribute, known)
      for (const value of new Set(values)) known.set(value, (known.get(value) ?? 0) + own)
    }
  }
  return [...counts]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([attribute, known]) => {
      const frequent = [...known]
        .filter(([, count]) => count > 0 && count >= RARE * total)
        .sort(([a, most], [b, least]) => least - most || (a < b ? -1 : 1))
        .slice(0, LEVELS_MAX)
      const kept = frequent.map(([value]) => value).sort()
      return { attribute, kept, hasRest: kept.length < known.size }
    })
}

function build(levels: readonly Levels[], cells: readonly string[]): CellDesign {
  const effectOf = new Map<string, ReadonlyMap<string, number>>()
  const restOf = new Map<string, number>()
  const groups = [0]
  for (const [at, { attribute, kept, hasRest }] of levels.entries()) {
    effectOf.set(attribute, new Map(kept.map((value, place) => [value, groups.length + place])))
    groups.push(...kept.map(() => at + 1))
    if (hasRest) restOf.set(attribute, groups.push(at + 1) - 1)
  }
  const groupOf = new Map(levels.map(({ attribute }, at) => [attribute, at + 1]))

  function read(cell: string) {
    const effects = new Set([0])
    const unknown: number[] = []
    for (const [attribute, values] of attributesOf(cell)) {
      const group = groupOf.get(attribute)
      if (group === undefined) continue
      for (const value of values) {
        const effect = effectOf.get(attribute)?.get(value) ?? restOf.get(attribute)
        if (effect === undefined) unknown.push(group)
        else effects.add(effect)
      }
    }
    return { effects: [...effects].sort((a, b) => a - b), unknown }
  }

  const rows: Row[] = []
  const rowOf = new Map<string, number>()
  const placeOf = (cell: string): Place => {
    const { effects, unknown } = read(cell)
    const row = unknown.length > 0 ? -1 : (rowOf.get(effects.join()) ?? -1)
    return { effects, unknown, row, hasOwn: effects.length + unknown.length > 1 }
  }
  // Cached: every variant asks for the same cells.
  const places = new Map<string, Place>()
  for (const cell of cells) {
    const { effects, unknown, hasOwn } = placeOf(cell)
    const key = effects.join()
    // People without known attributes are not a combination. They get only the general effect.
    const row = rowOf.get(key) ?? rows.push({ effects, hasOwn }) - 1
    rowOf.set(key, row)
    places.set(cell, { effects, unknown, hasOwn, row })
  }
  return {
    groups: Uint16Array.from(groups),
    groupCount: levels.length + 1,
    rows,
    attributes: levels.map(({ attribute }) => attribute),
    place: cell => places.get(cell) ?? placeOf(cell),
  }
}
