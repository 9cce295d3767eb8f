import { ADMIN_KEY } from '../app.ts'
import { ORG } from './stage/seed.ts'

/**
 * Reports an event by webhook. Returns whether the call was stored in time: a busy store answers 503, or not at all, and
 * stores it all the same.
 */
export const report = (url: string, event: string, number: number): Promise<boolean> =>
  fetch(`${url}/api/webhook/events/${ORG}`, {
    method: 'POST',
    headers: { 'x-api-key': ADMIN_KEY, 'content-type': 'application/json' },
    body: JSON.stringify({ event, user_id: `tail-${number % 50}`, event_id: `${event}-${number}` }),
  }).then(
    async reply => {
      await reply.text()
      return reply.status === 200
    },
    () => false,
  )
