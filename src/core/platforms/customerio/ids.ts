import type { IdPaths } from '../unusable-ids.ts'
import { REFS } from './report.ts'

/** The fields of a reporting webhook that are ids. The recipient is one: an address, a phone number or a user id. */
export const IDS: IdPaths = {
  person: ['data.identifiers.id', 'data.customer_id'],
  address: ['data.identifiers.email', 'data.email_address'],
  message: [
    ...['event_id', 'data.delivery_id', 'data.email_id', 'data.recipient'],
    ...['data.headers.x-parley-tracking-id[]', 'data.headers.x-tracking-id[]'],
  ],
  source: REFS.map(ref => `data.${ref}`),
}
