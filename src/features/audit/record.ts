import type { FastifyRequest } from 'fastify'
import type { Clock } from '../../lib/clock.ts'
import type { Org } from '../../runtime/catalog/catalog.ts'
import type { Database } from '../../runtime/db/session.ts'
import { ipPrefix } from '../../runtime/http/ip-prefix.ts'
import { changesBetween } from './changes.ts'
import { insertDone, insertOnce } from './store.ts'
import { personId } from './subject.ts'

interface Recording {
  readonly db: Database
  readonly clock: Clock
}

/** Records that the caller has seen the unmasked data of a person. The log holds a code in place of the name. */
export const recordLook = (
  { db, clock }: Recording,
  { org, actor, ip }: Pick<FastifyRequest, 'org' | 'actor' | 'ip'>,
  user: string,
): Promise<void> =>
  insertOnce(
    db,
    {
      orgId: org.id,
      actor,
      action: 'seePerson',
      object: { type: 'person', id: personId(user) },
      templateId: null,
      fields: [],
      ipPrefix: ipPrefix(ip),
    },
    { state: 'done', status: 200 },
    clock(),
  )

/** A change that Parley itself has made, because a setting says so. */
export interface OwnChange {
  readonly action: string
  readonly object: { readonly type: string; readonly id: string }
  readonly templateId: string
  readonly after: object
}

export const recordOwnChange = (
  { db, clock }: Recording,
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
