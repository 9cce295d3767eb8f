import type { Org } from '../catalog/catalog.ts'
import type { RequestItem } from '../db/tables.ts'
import type { Event } from '../events/event.ts'
import { sha256Hex } from '../lib/hash.ts'
import { createId } from '../lib/id.ts'
import { toMinorUnits } from '../lib/money.ts'
import type { Normalised, Platform } from '../platforms/platform.ts'
import type { NewEvent } from './event-store.ts'
import type { DueRequest } from './inbox-store.ts'

/** A request as its platform understands it: items to store, or the reason why there are none. */
export type Reading =
  | { readonly request: DueRequest; readonly readable: true; readonly items: readonly Item[] }
  | { readonly request: DueRequest; readonly readable: false; readonly reason: string; readonly fix: string }

export type Item = { readonly event: NewEvent } | { readonly rejected: RequestItem }

// Without a key of the sender's, the same words within this time are the same event, sent again.
const REPEAT_WINDOW_MS = 3_600_000

/** Bytes to events. Pure: what it makes of a request is the same at every reading. */
export function readRequest(request: DueRequest, platform: Platform | undefined, org: Org): Reading {
  if (!platform)
    return {
      request,
      readable: false,
      reason: 'unknown-platform',
      fix: 'This version of Parley does not know the platform any more.',
    }
  const read = platform.read(request.body, { query: request.query, receivedAt: request.receivedAt })
  if (!read.ok) return { request, readable: false, ...read.reason }
  return { request, readable: true, items: read.value.map((item, at) => toItem(request, item, at, org)) }
}

function toItem(request: DueRequest, item: Normalised, at: number, org: Org): Item {
  if (item.outcome === 'rejected')
    return { rejected: { outcome: 'rejected', reason: item.reason, fix: item.fix } }
  return { event: toNewEvent(request, item.event, at, org.currency) }
}

function toNewEvent(request: DueRequest, event: Event, at: number, defaultCurrency: string): NewEvent {
  const currency = event.value === null ? event.currency : (event.currency ?? defaultCurrency)
  return {
    id: createId(request.receivedAt.getTime()),
    requestId: request.id,
    receivedAt: request.receivedAt,
    platform: request.platform,
    key: event.dedupeKey ?? keyFromContent(request, at),
    event,
    amountMinor: event.value === null || currency === null ? null : toMinorUnits(event.value, currency),
    currency,
  }
}

/** Some senders give neither key nor time: then equal bodies in the same hour are one event. */
function keyFromContent({ body, receivedAt }: DueRequest, at: number): string {
  return `content|${sha256Hex(body)}|${at}|${Math.floor(receivedAt.getTime() / REPEAT_WINDOW_MS)}`
}
