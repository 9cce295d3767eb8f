/** A variant with the one that has taken its place. */
interface Linked {
  readonly id: string
  readonly replaced_by: string | null
}

/** A variant, those whose place it has taken, and those that have taken its place: the oldest first. */
export function chainOf<Variant extends Linked>(
  variants: readonly Variant[],
  variant: Variant,
): readonly Variant[] {
  const byId = new Map(variants.map(each => [each.id, each]))
  const bySuccessor = new Map(variants.map(each => [each.replaced_by, each]))
  const chain = [variant]
  for (let former = bySuccessor.get(variant.id); former; former = bySuccessor.get(former.id))
    chain.unshift(former)
  for (let next = byId.get(variant.replaced_by ?? ''); next; next = byId.get(next.replaced_by ?? ''))
    chain.push(next)
  return chain
}
