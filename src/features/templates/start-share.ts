import type { Org, Template } from '../../runtime/catalog/catalog.ts'

/** The shares of treated traffic if the template were this one. */
export type AllocationIf = (org: Org, template: Template) => Promise<ReadonlyMap<string, number>>

/** The share of all traffic that a variant gets when it is approved, before anything is learned about it. */
export async function startShareOf(
  allocationIf: AllocationIf,
  org: Org,
  template: Template,
  variantId: string,
): Promise<{ readonly share: number; readonly replaces_control: boolean }> {
  const { split, control } = template
  const variants = template.variants.map(variant =>
    variant.id === variantId ? { ...variant, status: 'approved' as const } : variant,
  )
  const controlShare = split.method === 'external' || !control ? 0 : split.controlShare
  if (control?.id === variantId) return { share: controlShare, replaces_control: true }
  const allocation = await allocationIf(org, { ...template, variants })
  return { share: (allocation.get(variantId) ?? 0) * (1 - controlShare), replaces_control: false }
}
