import { CUSTOM_IDS } from '../custom-event.ts'
import type { IdPaths } from '../unusable-ids.ts'
import { REFS } from './report.ts'

const ATTACHED = ['transactionalData', 'metadata', 'payload'].flatMap(name =>
  ['tracking_id', 'decision_id', 'copy_id', 'message_id'].map(id => `${name}.${id}`),
)

const MESSAGE = [...['message_id', 'tracking_id', 'decision_id', 'copy_id'], ...ATTACHED]

const inBoth = (names: readonly string[]) => names.flatMap(name => [name, `dataFields.${name}`])

/** The fields of a webhook that are ids. Journeys compose custom events. */
export const IDS: IdPaths = {
  person: inBoth(CUSTOM_IDS.person),
  address: inBoth(CUSTOM_IDS.address),
  message: inBoth([...MESSAGE, ...CUSTOM_IDS.message]),
  source: inBoth([...CUSTOM_IDS.source, ...Object.values(REFS)]),
}
