import type { Transaction } from 'kysely'
import { isId } from '../../lib/id.ts'
import type { Org } from '../../runtime/catalog/catalog.ts'
import { type Configuration, changeOrg } from '../../runtime/catalog/change.ts'
import type { Tables } from '../../runtime/db/tables.ts'
import { Problem } from '../../runtime/http/problem.ts'
import type { DecisionBody, RecommendationView } from './schema.ts'
import { type Decided, decideOpen, readRecommendation, toView } from './store.ts'

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
  now: Date,
) => Promise<void>

/**
 * A person accepts or dismisses an open recommendation. Accepting performs the advised action; if that fails,
 * nothing changes.
 * @throws Problem not-found, or conflict if it is no longer open or no longer possible
 */
export const decide = (
  configuration: Configuration,
  actions: Actions,
  org: Org,
  id: string,
  { action, note }: DecisionBody,
  now: Date,
): Promise<RecommendationView> =>
  settle(
    configuration,
    actions,
    org,
    id,
    { status: action === 'accept' ? 'accepted' : 'dismissed', by: 'person', note: note ?? null },
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
    await act?.(transaction, org, row.template_id, row.subject, now)
    return toView(row)
  })
}

const actOf = (actions: Actions, kind: string): Act | undefined =>
  kind === 'archive' ? actions.archive : kind === 'ship' ? actions.ship : undefined

async function refusal(transaction: Transaction<Tables>, org: Org, id: string): Promise<Problem> {
  const present = isId(id) ? await readRecommendation(transaction, org.id, id) : undefined
  return present
    ? new Problem(
        'conflict',
        `The recommendation is ${present.status}, and only an open one can be decided. List the open ones again.`,
      )
    : new Problem('not-found', `There is no recommendation "${id}". Check the id in the address.`)
}
