import { NO_VARIANT } from '../../../runtime/catalog/catalog.ts'
import { firstOf } from '../shared-time.ts'
import type { ListedVariant, Tally } from '../store.ts'

/** Counts outlive their variants, and external controls never had a variant. */
export function withDeleted(
  variants: readonly ListedVariant[],
  counted: readonly string[],
): readonly ListedVariant[] {
  const known = new Set(variants.map(({ id }) => id))
  const deleted = counted.filter(id => !known.has(id))
  return [...variants, ...deleted.map(id => (id === NO_VARIANT ? PLATFORMS_OWN : deletedVariant(id)))]
}

const PLATFORMS_OWN: ListedVariant = {
  id: NO_VARIANT,
  name: 'Control of the platform',
  isControl: true,
  status: 'external',
  themes: [],
  isTargeted: false,
}

const deletedVariant = (id: string): ListedVariant => ({
  id,
  name: 'Deleted variant',
  isControl: false,
  status: 'deleted',
  themes: [],
  isTargeted: false,
})

/** The first message of each wording, archived ones included. */
export const startsOf = (
  listed: readonly { readonly variant: ListedVariant }[],
  byVariant: ReadonlyMap<string, readonly Tally[]>,
): ReadonlyMap<string, number> =>
  new Map(
    listed.flatMap(({ variant: { id, isControl } }) => {
      const firstMs = isControl || id === NO_VARIANT ? undefined : firstOf(byVariant.get(id) ?? [])
      return firstMs === undefined ? [] : [[id, firstMs] as const]
    }),
  )
