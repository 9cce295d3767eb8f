import type { Static } from 'typebox'
import type { TemplateDetail } from '../../../../src/features/templates/schema.ts'
import type { VariantView } from '../../../../src/features/templates/variant-schema.ts'
import { lettersOf } from '../../words/letters.ts'

/** A wording with its letter, and its share of traffic if it has one. */
export interface Wording extends VariantView {
  readonly letter: string
  /** Undefined if the template is archived: nobody gets a wording. */
  readonly share: number | undefined
  /** Whether the template is a draft: the share is the one it begins with. */
  readonly isBefore: boolean
}

const ORDER = { approved: 0, draft: 0, archived: 1 }

/** In the order of their letters, then control; archived ones at the end. */
export function toWordings(
  { variants, status }: Pick<Static<typeof TemplateDetail>, 'variants' | 'status'>,
  shares: readonly { readonly id: string; readonly share: number }[],
): readonly Wording[] {
  const letters = lettersOf(variants)
  return variants
    .map(variant => ({
      ...variant,
      letter: letters.get(variant.id) ?? '',
      share: status === 'archived' ? undefined : shares.find(({ id }) => id === variant.id)?.share,
      isBefore: status === 'draft',
    }))
    .toSorted(
      (a, b) =>
        ORDER[a.status] - ORDER[b.status] || Number(a.control) - Number(b.control) || (a.id < b.id ? -1 : 1),
    )
}
