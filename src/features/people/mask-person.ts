import { maskName } from '../../lib/mask-name.ts'
import type { Person } from './schema.ts'

/**
 * A person for readers who may not see names.
 * @param events the same events, masked
 */
export const maskPerson = (person: Person, events: Person['events']): Person => ({
  ...person,
  masked: true,
  user: maskName(person.user),
  names: person.names.map(maskName),
  decisions: person.decisions.map(decision => ({
    ...decision,
    tracking_id: decision.tracking_id && maskName(decision.tracking_id),
  })),
  events,
})
