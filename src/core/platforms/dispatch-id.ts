import { naming, namingPerson } from '../ids/none.ts'
import { readText } from './fields.ts'

/**
 * The ids of a message that Braze sent. All recipients of a scheduled campaign share one dispatch id, so only the
 * dispatch id and the person together identify a message. The Connected Content snippet sends this pair as the
 * tracking id.
 */
export function readDispatch(
  dispatchId: unknown,
  userId: string | null,
): { readonly messageId: string | null; readonly messageKey: string | null } {
  const messageId = readText(dispatchId)
  const person = namingPerson(userId)
  const messageKey =
    naming(messageId, 'message') === null || person === null ? null : readText(`${messageId}|${person}`)
  return { messageId, messageKey }
}
