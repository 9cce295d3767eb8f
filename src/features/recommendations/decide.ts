import type { Transaction } from 'kysely'
import { isId } from '../../lib/id.ts'
import type { Org } from '../../runtime/catalog/catalog.ts'
import { type Configuration, changeOrg } from '../../runtime/catalog/change.ts'
import type { Tables } from '../../runtime/db/tables.ts'
import { Problem } from '../../runtime/http/problem.ts'
import type { DecisionBody, RecommendationDetail, RecommendationView } from './schema.ts'
import {
  type Decided,
  decideOpen,
  readRecommendation,
  type Store,
  type StoredRecommendation,
  toView,
} from './store.ts'

/** The possible actions of a recommendation, within the transaction that decides it. */
export interface Actions {
  archive: Act
  ship: Act
}

type Act = (
  transaction: Transaction<Tables>,
  org: Org,
  templateId: string,
  variantId: string,
  author: Author,
  now: Date,
) => Promise<void>

/** Who has accepted the recommendation, and why. */
export interface Author {
  readonly by: string
  readonly note: string | null
}

/** The effect of an action on the traffic of a template; null if the action is no longer possible. */
export type Preview = (
  org: Org,
  kind: 'archive' | 'ship',
  templateId: string,
  variantId: string,
) => Promise<RecommendationDetail['effect']>

/**
 * A person accepts or dismisses an open recommendation. Accepting performs the advised action; if that fails,
 * nothing changes.
 * @param name of the person
 * @throws Problem not-found, or conflict if it is no longer open or no longer possible
 */
export const decide = (
  configuration: Configuration,
  actions: Actions,
  org: Org,
  id: string,
  { action, note }: DecisionBody,
  name: string,
  now: Date,
): Promise<RecommendationView> =>
  settle(
    configuration,
    actions,
    org,
    id,
    { status: action === 'accept' ? 'accepted' : 'dismissed', by: 'person', name, note: note ?? null },
    now,
  )

/** Decides and acts, in one transaction. @throws Problem as `decide` */
export function settle(
  configuration: Configuration,
  actions: Actions,
  org: Org,
  id: string,
  decided: Decided,
  now: Date,
): Promise<RecommendationView> {
  return changeOrg(configuration, org, async transaction => {
    const row = isId(id) ? await decideOpen(transaction, org.id, id, decided, now) : undefined
    if (row === undefined) throw await refusal(transaction, org, id)
    const act = decided.status === 'dismissed' ? undefined : actOf(actions, row.kind)
    const author = { by: decided.name ?? 'Parley', note: decided.note }
    await act?.(transaction, org, row.template_id, row.subject, author, now)
    return toView(row)
  })
}

const actOf = (actions: Actions, kind: string): Act | undefined =>
  kind === 'archive' ? actions.archive : kind === 'ship' ? actions.ship : undefined

async function refusal(transaction: Transaction<Tables>, org: Org, id: string): Promise<Problem> {
  const { status } = await findRecommendation(transaction, org, id)
  return new Problem(
    'conflict',
    `The recommendation is ${status}, and only an open one can be decided. List the open ones again.`,
  )
}

/**
 * A recommendation, and the effect of accepting it.
 * @throws Problem not-found
 */
export async function showDetail(
  store: Store,
  preview: Preview,
  org: Org,
  id: string,
): Promise<RecommendationDetail> {
  const row = await findRecommendation(store, org, id)
  const kind = row.kind === 'ship' || row.kind === 'archive' ? row.kind : undefined
  const effect =
    kind === undefined || row.status !== 'open'
      ? null
      : await preview(org, kind, row.template_id, row.subject)
  return { ...toView(row), effect }
}

async function findRecommendation(store: Store, org: Org, id: string): Promise<StoredRecommendation> {
  const row = isId(id) ? await readRecommendation(store, org.id, id) : undefined
  if (row) return row
  throw new Problem('not-found', `There is no recommendation "${id}". Check the id in the address.`)
}
