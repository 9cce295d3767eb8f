import type { IdPaths } from '../unusable-ids.ts'

/** The fields of an event that are ids. An event goes to an address, or to a phone number. */
export const IDS: IdPaths = {
  person: ['info.subscriberKey', 'info.contactKey', 'contactKey', 'composite.subscriberId'],
  message: ['info.messageKey', 'messageKey', 'info.to', 'compositeId', 'composite.batchId'],
  source: ['definitionKey', 'definitionId', 'composite.jobId', 'composite.listId', 'composite.emailId'],
}

/** Sends without a definition have NA in its place, and text messages 0 for the parts of an email. */
export const ABSENT_IDS = ['NA', '0']
