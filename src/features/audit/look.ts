import type { FastifyRequest } from 'fastify'
import { ipPrefix } from '../../runtime/http/ip-prefix.ts'
import { insertDone } from './store.ts'
import { personId } from './subject.ts'
import type { Watching } from './watch.ts'

/**
 * Stores that the caller of a request looked at people, before the answer shows them.
 * @param object what is shown: a person by the text in the address, which the log does not keep; or another thing
 */
export async function recordLook(
  { db, clock }: Watching,
  request: FastifyRequest,
  { type, id }: { readonly type: string; readonly id: string | null },
): Promise<void> {
  const entry = {
    orgId: request.org.id,
    actor: request.actor,
    action: request.routeOptions.schema?.operationId ?? 'look',
    object: { type, id: type === 'person' && id !== null ? personId(id) : id },
    templateId: null,
    fields: [],
    ipPrefix: ipPrefix(request.ip),
  }
  await insertDone(db, entry, { before: null, after: null }, clock())
}
