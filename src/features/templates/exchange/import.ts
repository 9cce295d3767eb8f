import type { Org } from '../../../runtime/catalog/catalog.ts'
import { type Configuration, changeOrg } from '../../../runtime/catalog/change.ts'
import { type FieldError, Problem } from '../../../runtime/http/problem.ts'
import { refuseAny } from '../../../runtime/http/unprocessable.ts'
import type { Store } from '../store.ts'
import { findTemplate } from '../templates.ts'
import type { VariantBody } from '../variant-schema.ts'
import type { StoredVariant } from '../variant-store.ts'
import { addVariant } from '../variants.ts'

export interface Import {
  readonly items: readonly VariantBody[]
  /** Whether to check only. */
  readonly isDry: boolean
  /** The name of who imports. */
  readonly by: string
}

/**
 * Creates all variants or, if one of them is refused, none.
 * @throws Problem template-not-found, or unprocessable with the errors of all of them
 */
export async function importVariants(
  configuration: Configuration,
  org: Org,
  templateId: string,
  { items, isDry, by }: Import,
  now: Date,
): Promise<readonly StoredVariant[]> {
  let created: readonly StoredVariant[] = []
  try {
    await changeOrg(configuration, org, async transaction => {
      await findTemplate(transaction, org, templateId)
      created = await addAll(transaction, org, templateId, items, by, now)
      if (isDry) throw new RollBack()
    })
  } catch (error) {
    if (!(error instanceof RollBack)) throw error
  }
  return created
}

/** Ends a transaction without a trace. */
class RollBack extends Error {}

async function addAll(
  transaction: Store,
  org: Org,
  templateId: string,
  items: readonly VariantBody[],
  by: string,
  now: Date,
): Promise<readonly StoredVariant[]> {
  const created: StoredVariant[] = []
  const errors: FieldError[] = []
  for (const [at, item] of items.entries()) {
    try {
      // Variants are listed by the time in their ids: one millisecond each keeps the order of the rows.
      const moment = new Date(now.getTime() + at)
      created.push(await addVariant(transaction, org, templateId, item, moment, by))
    } catch (error) {
      // A refusal comes before any statement that fails, so the transaction goes on.
      if (!(error instanceof Problem)) throw error
      errors.push(...errorsOf(error, at, item.name))
    }
  }
  refuseAny(errors)
  return created
}

function errorsOf({ message, errors }: Problem, at: number, name: string): readonly FieldError[] {
  const all = errors.length > 0 ? errors : [{ field: '', message }]
  const isVague = errors.length === 1 && errors[0]?.message === 'is taken'
  return all.map(error => ({
    field: `/items/${at}${error.field}`,
    message: `"${name}": ${isVague ? message : error.message}`,
  }))
}
