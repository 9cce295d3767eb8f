import type { Org } from '../../runtime/catalog/catalog.ts'
import { changesBetween } from './changes.ts'
import { insertDone } from './store.ts'
import type { Watching } from './watch.ts'

/** A change that Parley itself has made, because a setting says so. */
export interface OwnChange {
  readonly action: string
  readonly object: { readonly type: string; readonly id: string }
  readonly templateId: string
  readonly after: object
}

export const recordOwnChange = (
  { db, clock }: Watching,
  org: Pick<Org, 'id'>,
  { action, object, templateId, after }: OwnChange,
): Promise<void> =>
  insertDone(
    db,
    {
      orgId: org.id,
      actor: { kind: 'system', id: 'parley', name: 'Parley' },
      action,
      object,
      templateId,
      fields: [],
      ipPrefix: null,
    },
    changesBetween(null, after),
    clock(),
  )
