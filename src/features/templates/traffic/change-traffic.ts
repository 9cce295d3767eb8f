import { MINUTE_MS } from '../../../lib/duration.ts'
import type { Org } from '../../../runtime/catalog/catalog.ts'
import type { TrafficState } from '../../../runtime/db/table-rows/configuration-rows.ts'
import { Problem } from '../../../runtime/http/problem.ts'
import { type Store, type StoredTemplate, updateTemplate } from '../store.ts'
import { findTemplate, type TemplateWithVariants } from '../templates.ts'
import { listVariants, type StoredVariant, updateStatus } from '../variant-store.ts'
import { planShip, type TrafficPlan } from './plan.ts'
import { contentIn, isSameState, trafficStateOf } from './state.ts'
import { insertChange, listChanges, markUndone, type StoredChange } from './store.ts'

/** How long a change can be undone. */
export const UNDO_MS = 10 * MINUTE_MS

export interface Author {
  /** Name of the person, key or setting. */
  readonly by: string
  readonly note: string | null
}

export type Kind = 'ship' | 'freeze' | 'weights' | 'resume'

/** @throws Problem template-not-found */
export async function loadTemplate(store: Store, org: Org, id: string): Promise<TemplateWithVariants> {
  const template = await findTemplate(store, org, id)
  return { template, variants: await listVariants(store, org.id, id) }
}

/** Applies a plan, and keeps the state before it. Runs in the caller's transaction. */
export async function applyPlan(
  store: Store,
  org: Org,
  { template, variants }: TemplateWithVariants,
  { after }: TrafficPlan,
  { kind, variantId, by, note }: Author & { readonly kind: Kind; readonly variantId: string | null },
  now: Date,
): Promise<StoredChange> {
  const before = trafficStateOf(template, variants)
  await write(store, org, { template, variants }, after, now)
  return insertChange(store, org.id, template.id, {
    kind,
    at: now,
    by,
    note,
    variant_id: variantId,
    before,
    after,
  })
}

/** Ships and locks a variant, as an accepted recommendation does. @throws Problem template-not-found or conflict */
export async function shipVariant(
  store: Store,
  org: Org,
  templateId: string,
  variantId: string,
  { by, note }: Author,
  now: Date,
): Promise<void> {
  const found = await loadTemplate(store, org, templateId)
  const plan = planShip(trafficStateOf(found.template, found.variants), found.variants, variantId, 'lock')
  const author = { kind: 'ship', variantId, by, note } as const
  await applyPlan(store, org, found, plan, author, now)
}

/**
 * Undoes the latest change of traffic. Runs in the caller's transaction.
 * @throws Problem conflict if there is none, it is too old, or something else has changed the traffic since
 */
export async function undoChange(store: Store, org: Org, templateId: string, now: Date): Promise<void> {
  const found = await loadTemplate(store, org, templateId)
  const [latest] = await listChanges(store, org.id, templateId, 1)
  if (latest === undefined) throw new Problem('conflict', 'There is no change of traffic to undo.')
  if (!isUndoable(latest, now)) {
    throw new Problem(
      'conflict',
      'The latest change is more than ten minutes old, so it cannot be undone. Make the opposite change instead.',
    )
  }
  if (!isSameState(trafficStateOf(found.template, found.variants), latest.after)) {
    throw new Problem(
      'conflict',
      'The template or a variant was changed since, so undoing would lose that change. Make the opposite change instead.',
    )
  }
  await write(store, org, found, latest.before, now)
  await markUndone(store, latest, now)
}

export const isUndoable = ({ at }: Pick<StoredChange, 'at'>, now: Date): boolean =>
  now.getTime() - at.getTime() < UNDO_MS

async function write(
  store: Store,
  org: Org,
  { template, variants }: { readonly template: StoredTemplate; readonly variants: readonly StoredVariant[] },
  state: TrafficState,
  now: Date,
): Promise<void> {
  for (const variant of variants) {
    const { id, status, replaced_by } = variant
    const next = state.variants[id] ?? status
    if (next !== status && replaced_by === null) await updateStatus(store, variant, next, now)
  }
  await updateTemplate(store, org.id, template.id, contentIn(template, state), now)
}
