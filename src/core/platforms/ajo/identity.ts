import { namingPerson } from '../../ids/none.ts'
import { isFields, readEmail, readFields, readFlag, readText } from '../fields.ts'

/** One of Adobe's identifiers of the recipient. */
interface Identity {
  /** In lower case, because the documents write email, Email, phone and Phone. */
  readonly namespace: string
  readonly id: string
  readonly isPrimary: boolean
}

const NAMESPACE_BY_CHANNEL: ReadonlyMap<string | null, string> = new Map([
  ['email', 'email'],
  ['sms', 'phone'],
])

/** All identities of an `identityMap`, in their order. */
export function readIdentities(map: unknown): readonly Identity[] {
  return Object.entries(readFields(map)).flatMap(([namespace, list]) =>
    (Array.isArray(list) ? list : [list]).flatMap((entry: unknown) => {
      const fields = readFields(entry)
      const id = readText(isFields(entry) ? fields['id'] : entry)
      if (id === null) return []
      return [{ namespace: namespace.toLowerCase(), id, isPrimary: readFlag(fields['primary']) === true }]
    }),
  )
}

/** The identity marked as primary. If there is none, as in SMS reports, the identity of the channel's namespace. */
export function primaryId(identities: readonly Identity[], channel: string | null): string | null {
  const named = identities.filter(({ id }) => namingPerson(id) !== null)
  const fitting = named.find(({ namespace }) => namespace === NAMESPACE_BY_CHANNEL.get(channel))
  return (named.find(({ isPrimary }) => isPrimary) ?? fitting ?? named[0] ?? identities[0])?.id ?? null
}

/** The email address: an identity of the email namespace, otherwise the address that the message was sent to. */
export function emailOf(identities: readonly Identity[], channelContext: unknown): string | null {
  const addresses = identities.filter(({ namespace }) => namespace === 'email')
  const [first] = [...addresses.filter(({ isPrimary }) => isPrimary), ...addresses]
  const sentTo = readEmail(readFields(channelContext)['profileAddress'])
  return readEmail(first?.id) ?? (sentTo?.includes('@') ? sentTo : null)
}
