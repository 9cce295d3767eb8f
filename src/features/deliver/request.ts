import type { IncomingHttpHeaders } from 'node:http'
import { createIdReader, type IdReader } from '../../core/ids/id-reader.ts'
import { createId, ID_LENGTH_MAX } from '../../lib/id.ts'
import { spell } from '../../lib/spell.ts'
import { invalidField, type Problem } from '../../runtime/http/problem.ts'
import { unfilledIn } from '../../runtime/http/reading/unfilled.ts'
import type { DeliverBody } from './schema.ts'
import type { Recipient } from './transport.ts'

/** A request to send a message. */
export interface DeliverRequest extends Recipient {
  readonly requestId: string
  readonly templateId: string
  readonly copyId: string | null
  readonly attrs: Readonly<Record<string, unknown>>
  readonly fields: Readonly<Record<string, unknown>>
  readonly epsilon: number | null
  readonly lookbackDays: number | null
  readonly offsetDays: number | null
  /** Sentences about ids that name nobody and nothing. Such ids count as absent. */
  readonly ignored: readonly string[]
}

// The id appears in a mail header and in reports, and is looked up.
const REQUEST_ID = /^[\x21-\x7e]{1,200}$/

/** @throws Problem invalid-request with the field */
export function readRequest(body: DeliverBody, headers: IncomingHttpHeaders, now: Date): DeliverRequest {
  const templateId = textOf('template_id', body.template_id)
  if (templateId === null) throw invalidField('template_id', 'is required.')
  const { read, ignored } = createIdReader()
  const recipient = {
    userId: read('user_id', textOf('user_id', body.user_id), 'person'),
    email: read('email', textOf('email', body.email), 'address'),
    phone: read('phone', textOf('phone', body.phone), 'phone'),
  }
  if (recipient.userId === null && recipient.email === null && recipient.phone === null)
    throw namesNobody(ignored)
  return {
    ...recipient,
    templateId,
    requestId: readRequestId(body, headers, read) ?? createId(now.getTime()),
    copyId: read('copy_id', textOf('copy_id', body.copy_id), 'message'),
    attrs: body.attrs ?? {},
    fields: body.fields ?? {},
    epsilon: body.epsilon ?? null,
    lookbackDays: body.lookback_days ?? null,
    offsetDays: body.offset_days ?? null,
    ignored: [...ignored, ...unfilledIn(body)],
  }
}

const namesNobody = (ignored: readonly string[]): Problem =>
  invalidField(
    'email',
    ignored.length === 0
      ? 'is missing, and so are phone and user_id. Send at least one of them.'
      : `names nobody. ${ignored.join(' ')} Send an email, a phone or a user_id: at least one of them.`,
  )

function readRequestId(
  body: DeliverBody,
  headers: IncomingHttpHeaders,
  read: IdReader['read'],
): string | null {
  const header = headers['idempotency-key']
  // The draft of the header has the key in quotes; hardly anybody sends them.
  const sent = typeof header === 'string' ? header.trim().replace(/^"(.*)"$/, '$1') : ''
  // All messages with a placeholder as their key would be one message.
  const key = read('idempotency key', sent === '' ? null : sent, 'message') ?? ''
  const said = read('request_id', textOf('request_id', body.request_id), 'message')
  if (said !== null && key !== '' && said !== key)
    throw invalidField(
      'request_id',
      'differs from the Idempotency-Key header. Send one of them, or the same in both.',
    )
  const id = said ?? (key === '' ? null : key)
  if (id !== null && !REQUEST_ID.test(id))
    throw invalidField('request_id', 'must be 1 to 200 visible ASCII characters without spaces.')
  return id
}

function textOf(field: string, value: string | number | null | undefined): string | null {
  const text = value == null ? '' : spell(String(value))
  if (text.length > ID_LENGTH_MAX) throw invalidField(field, `is longer than ${ID_LENGTH_MAX} characters.`)
  return text === '' ? null : text
}
