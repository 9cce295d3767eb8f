import { JSON_TYPE, type Message, type PlannedCall, type Sender } from './sender.ts'

export interface BackendAccess {
  readonly org: string
  readonly key: string
}

/**
 * A customer's own backend, which sends push messages itself. It uses its own message ids and reports everything as
 * custom events, some one by one and some in lists.
 */
export function createBackend({ org, key }: BackendAccess): Sender {
  const headers = { ...JSON_TYPE, 'x-api-key': key }
  return {
    templateId: 'price-alert',
    ask: ({ person, id }) => ({
      path: `/api/generate/${org}`,
      headers,
      body: JSON.stringify({
        template_id: 'price-alert',
        tracking_id: id,
        user_id: person.id,
        attrs: { plan: person.plan },
        fields: { item: person.item, saving: '3 dollars' },
      }),
    }),
    report: message =>
      batchesOf(message).map(({ afterMs, events }) => ({
        afterMs,
        call: {
          path: `/api/webhook/events/${org}`,
          headers,
          body: JSON.stringify(events.length === 1 ? events[0] : { events }),
        },
      })),
  }
}

interface Batch extends Omit<PlannedCall, 'call'> {
  readonly events: readonly object[]
}

function batchesOf({ person, id, behaviour, sentAt }: Message): readonly Batch[] {
  const { bounced, openedMs, convertedMs, amount } = behaviour
  const event = (name: string, afterMs: number, more = {}) => ({
    event_id: `${id}-${name}`,
    event: name,
    timestamp: sentAt.getTime() + afterMs,
    user_id: person.id,
    tracking_id: id,
    ...more,
  })
  const opened = openedMs === null ? [] : [event('push_opened', openedMs)]
  const bought =
    convertedMs === null
      ? []
      : [
          event('watched_item_bought', convertedMs, {
            value: amount,
            currency: 'USD',
            properties: { item: person.item },
          }),
        ]
  return [
    { afterMs: 20, events: [event('push_sent', 20)] },
    { afterMs: 90, events: bounced ? [event('push_bounced', 90)] : [] },
    { afterMs: Math.max(openedMs ?? 0, convertedMs ?? 0), events: [...opened, ...bought] },
  ].filter(({ events }) => events.length > 0)
}
