import type { IdPaths } from '../unusable-ids.ts'
import { REFS } from './report.ts'

const ATTACHED = ['message_extras', 'custom_properties', 'purchase_properties'].flatMap(name =>
  ['tracking_id', 'parley_tracking_id', 'decision_id', 'copy_id'].map(id => `properties.${name}.${id}`),
)

/** The fields of an event that are ids. The channel identifier is one: an address, a phone number or a token. */
export const IDS: IdPaths = {
  person: ['user.external_user_id', 'user.user_id'],
  address: ['properties.email_address'],
  message: [
    ...['id', 'properties.dispatch_id', 'properties.channel_identifier', 'properties.tracking_id'],
    ...ATTACHED,
  ],
  source: REFS.map(ref => `properties.${ref}`),
}
