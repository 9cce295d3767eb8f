import { isFields, readEmail, readFields, readFlag, readText } from '../fields.ts'

/** One of the names by which Adobe knows the recipient. */
interface Identity {
  /** In lower case: the documents write email, Email, phone and Phone. */
  readonly namespace: string
  readonly id: string
  readonly isPrimary: boolean
}

const NAMESPACE_BY_CHANNEL: ReadonlyMap<string | null, string> = new Map([
  ['email', 'email'],
  ['sms', 'phone'],
])

/** All identities of an `identityMap`, as they come. */
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

/** The one marked as primary; else, as in SMS reports, the one that the channel reaches people by. */
export function primaryId(identities: readonly Identity[], channel: string | null): string | null {
  const fitting = identities.find(({ namespace }) => namespace === NAMESPACE_BY_CHANNEL.get(channel))
  return (identities.find(({ isPrimary }) => isPrimary) ?? fitting ?? identities[0])?.id ?? null
}

/** The address: an identity of the email namespace, else where the message went. */
export function emailOf(identities: readonly Identity[], channelContext: unknown): string | null {
  const addresses = identities.filter(({ namespace }) => namespace === 'email')
  const [first] = [...addresses.filter(({ isPrimary }) => isPrimary), ...addresses]
  const sentTo = readEmail(readFields(channelContext)['profileAddress'])
  return readEmail(first?.id) ?? (sentTo?.includes('@') ? sentTo : null)
}
