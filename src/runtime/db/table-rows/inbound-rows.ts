import type { Generated } from 'kysely'
import type { Json } from '../json-column.ts'

// Reported events: as received, and as read.

export interface InboundRequestRow {
  org_id: number
  id: string
  received_at: Date
  platform: string
  headers: Json<Record<string, string>>
  query: Json<Record<string, string>>
  body: Buffer
  processed_at: Date | null
  outcome: string | null
  reason: string | null
  items: Json<readonly RequestItem[]> | null
  attempts: Generated<number>
  not_before: Date | null
  replay_id: string | null
}

/** The result of one item of an inbound request. */
export interface RequestItem {
  outcome: string
  /** The type that it was read as; left out if unknown. */
  type?: string
  /** The platform's own name for it. */
  native_event?: string
  /** The name in the event itself. */
  name?: string
  reason?: string
  fix?: string
  event_id?: string
}

/** A call that verification refused. */
export interface RefusedCallRow {
  org_id: number
  id: string
  platform: string
  received_at: Date
  reason: string
  header_names: Json<readonly string[]>
  size_bytes: number
  address_prefix: string
}

export interface ReplayRow {
  org_id: number
  id: string
  filter: Json<Record<string, unknown>>
  total: number
  created_at: Generated<Date>
  cursor: string | null
  handed_out: Generated<number>
  is_handed: Generated<boolean>
  done: Generated<number>
  changed: Generated<number>
  counted: Generated<number>
  canceled_at: Date | null
  finished_at: Date | null
}

export interface EventNameRow {
  org_id: number
  platform: string
  native_event: string
  name: string
  read_as: string | null
  count: number
  first_seen: Date
  last_seen: Date
  request_id: string
}

export interface EventRow {
  org_id: number
  id: string
  received_at: Date
  occurred_at: Date | null
  request_id: string
  platform: string
  type: string
  subtype: string | null
  native_event: string
  name: string | null
  dedupe_key: string | null
  user_key: string | null
  email: string | null
  message_id: string | null
  tracking_id: string | null
  campaign_id: string | null
  template_ref: string | null
  refs: Json<Record<string, string>>
  channel: string | null
  machine: boolean | null
  amount_minor: number | null
  currency: string | null
  metrics: Json<Record<string, number>> | null
  properties: Json<Record<string, unknown>>
  outcome: string
  reason: string | null
  notes: string | null
  matched_by: string | null
  decision_id: string | null
  template_id: string | null
  variant_id: string | null
}
