import { matches } from '../../core/targeting/matches.ts'
import type { Attributes } from '../../core/targeting/normalise.ts'
import type { Variant } from '../../runtime/catalog/catalog.ts'

/** Equal sets are mostly the same object, so that results derived from them are cached by object. */
export interface Candidates {
  readonly variants: readonly Variant[]
  readonly ids: readonly string[]
}

/** The number of cached combinations. Real attributes have far fewer, unless a caller invents values. */
const REMEMBERED_MAX = 1000

/**
 * Finds the variants that a person may get. Every choice calls it, so the result is cached by the attribute values that
 * any variant targets: people with the same of these values have the same candidates.
 * @returns the variants that target people with these attributes, in the given order
 */
export function candidatesAmong(variants: readonly Variant[]): (attributes: Attributes) => Candidates {
  const wanted = wantedValues(variants)
  const sets = new Map<string, Candidates>()
  const remembered = new Map<string, Candidates>()

  function find(attributes: Attributes): Candidates {
    const meant = variants.map(({ attrs }) => matches(attrs, attributes))
    const key = meant.map(Number).join('')
    const known = sets.get(key) ?? candidatesOf(variants.filter((_, at) => meant[at]))
    sets.set(key, known)
    return known
  }

  return attributes => {
    const likeness = likenessOf(attributes, wanted)
    let candidates = remembered.get(likeness)
    if (candidates === undefined) {
      if (remembered.size >= REMEMBERED_MAX) {
        remembered.clear()
        sets.clear()
      }
      candidates = find(attributes)
      remembered.set(likeness, candidates)
    }
    return candidates
  }
}

const candidatesOf = (variants: readonly Variant[]): Candidates => ({
  variants,
  ids: variants.map(({ id }) => id),
})

/** By attribute, the values that any variant targets, each with a number. */
type Wanted = readonly (readonly [name: string, values: ReadonlyMap<string, number>])[]

function wantedValues(variants: readonly Variant[]): Wanted {
  const values = new Map<string, Map<string, number>>()
  for (const [name, targets] of variants.flatMap(({ attrs }) => Object.entries(attrs))) {
    const known = values.get(name) ?? new Map<string, number>()
    values.set(name, known)
    for (const target of targets)
      if (!known.has(target.toLowerCase())) known.set(target.toLowerCase(), known.size)
  }
  return [...values]
}

function likenessOf(attributes: Attributes, wanted: Wanted): string {
  let likeness = ''
  for (const [name, values] of wanted) {
    likeness += '|'
    if (!Object.hasOwn(attributes, name)) continue
    for (const value of attributes[name] ?? []) {
      const number = values.get(value.toLowerCase())
      if (number !== undefined) likeness += `${number},`
    }
  }
  return likeness
}
