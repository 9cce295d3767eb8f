import { createIdReader } from '../../core/ids/id-reader.ts'
import { restorePlus } from '../../core/ids/spelling.ts'
import { IDEMPOTENCY_HEADERS } from '../../core/platforms/index.ts'
import { ID_LENGTH_MAX } from '../../lib/id.ts'
import { spell } from '../../lib/spell.ts'
import { invalidField } from '../../runtime/http/problem.ts'

/** The ids of a request, each in its one spelling. */
export interface Ids {
  readonly userId: string | null
  readonly email: string | null
  readonly trackingId: string | null
  readonly copyId: string | null
  /** The caller's idempotency key: equal keys mean the same message. */
  readonly idempotencyKey: string | null
  /** Sentences about ids that name nobody and nothing. Such ids count as absent. */
  readonly passedOver: readonly string[]
}

interface SaidIds {
  readonly user_id?: unknown
  readonly email?: unknown
  readonly tracking_id?: unknown
  readonly copy_id?: unknown
}

type Headers = Readonly<Record<string, string | string[] | undefined>>

/**
 * @param query the values of the query string, where a `+` may have become a space
 * @throws Problem invalid-request that names the field
 */
export function readIds(said: SaidIds, query: SaidIds, headers: Headers): Ids {
  const { read, ignored } = createIdReader()
  const key = IDEMPOTENCY_HEADERS.map(name => textOf(headers[name])).find(text => text !== null) ?? null
  return {
    userId: read('user_id', idOf(withPlus(said.user_id, query.user_id), 'user_id'), 'person'),
    email: read('email', idOf(withPlus(said.email, query.email), 'email'), 'address'),
    trackingId: read('tracking_id', idOf(said.tracking_id, 'tracking_id'), 'message'),
    copyId: read('copy_id', idOf(said.copy_id, 'copy_id'), 'message'),
    idempotencyKey: read('idempotency key', key, 'message'),
    passedOver: ignored,
  }
}

/** Only a query string turns a `+` into a space. */
const withPlus = (said: unknown, inQuery: unknown): unknown =>
  typeof said === 'string' && said === inQuery ? restorePlus(said) : said

/** @throws Problem invalid-request if the id is too long */
export function idOf(value: unknown, name: string): string | null {
  const text = textOf(value)
  if (text !== null && text.length > ID_LENGTH_MAX)
    throw invalidField(
      name,
      `is longer than ${ID_LENGTH_MAX} characters. Send a shorter id, or the hash of a long one.`,
    )
  return text
}

/** Text in its one spelling, or a number as text. Null if blank. */
export function textOf(value: unknown): string | null {
  if (typeof value === 'number') return String(value)
  if (Array.isArray(value)) return textOf(value[0])
  if (typeof value !== 'string') return null
  const text = spell(value)
  return text === '' ? null : text
}
