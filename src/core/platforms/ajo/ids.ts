import type { IdPaths } from '../unusable-ids.ts'
import { REFS } from './report.ts'

/** The fields of a report that are ids. The address of the profile may be a phone number. */
export const IDS: IdPaths = {
  person: ['identityMap.*.id'],
  message: ['requestId', 'messageExecution.messageExecutionID', 'channelContext.profileAddress'],
  source: Object.values(REFS).map(name => `messageExecution.${name}`),
}
