import type { IdPaths } from '../unusable-ids.ts'
import { REFS } from './report.ts'

const TRACKING = ['parley_tracking_id', 'jw_tracking_id', 'tracking_id', 'trk']
const OF_MESSAGE = [
  ...[...TRACKING, 'email_id', 'delivery_id', 'message_id'],
  ...['parley_decision_id', 'decision_id', 'parley_copy_id', 'copy_id'],
]

/** The fields of a call that are ids. */
export const IDS: IdPaths = {
  person: ['user_id', 'anonymous_id'],
  address: ['traits.email', 'context.traits.email'],
  message: [
    ...['message_id', 'context.campaign.content'],
    ...OF_MESSAGE.map(name => `properties.${name}`),
    ...TRACKING.flatMap(name => [`properties.message_extras.${name}`, `context.campaign.${name}`]),
  ],
  source: REFS.map(ref => `properties.${ref}`),
}
