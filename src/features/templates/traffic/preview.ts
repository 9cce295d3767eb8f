import type { Org } from '../../../runtime/catalog/catalog.ts'
import { Problem } from '../../../runtime/http/problem.ts'
import type { Store } from '../store.ts'
import { loadTemplate } from './change-traffic.ts'
import { effectOf } from './effect.ts'
import { planArchive, planShip } from './plan.ts'
import type { Effect } from './schema.ts'
import { trafficStateOf } from './state.ts'

/**
 * The effect of shipping and locking a variant, or of archiving it, without doing it.
 * @param allocation the present shares of treated traffic, by variant id
 * @returns null if the action is no longer possible
 */
export async function previewChange(
  store: Store,
  org: Org,
  kind: 'archive' | 'ship',
  templateId: string,
  variantId: string,
  allocation: ReadonlyMap<string, number>,
): Promise<Omit<Effect, 'applied' | 'change'> | null> {
  try {
    const found = await loadTemplate(store, org, templateId)
    const { template, variants } = found
    const state = trafficStateOf(template, variants)
    const plan =
      kind === 'ship' ? planShip(state, variants, variantId, 'lock') : planArchive(state, variants, variantId)
    return effectOf(found, plan, allocation)
  } catch (error) {
    if (error instanceof Problem) return null
    throw error
  }
}
