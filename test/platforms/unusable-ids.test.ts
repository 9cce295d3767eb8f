import { describe, expect, it } from 'vitest'
import type { Event } from '../../src/core/events/event.ts'
import { cleanIds } from '../../src/core/ids/event-ids.ts'
import { PLATFORMS } from '../../src/core/platforms/index.ts'
import { sentenceOf } from '../../src/core/values/unread.ts'
import { leavesOf, type Place, put } from '../json-places.ts'
import { recordingsOf } from './fixtures.ts'

const UNUSABLE: readonly unknown[] = [
  ...['null', 'undefined', '[object Object]', '{{ id }}', '%%id%%', 'x'.repeat(600)],
  ...[{ at: 1 }, ['a', 'b'], true],
]

/** Everything that says whom or what an event is about. */
function idsOf({ refs, ...event }: Event): readonly (string | null)[] {
  const { userId, email, trackingId, messageId, decisionId, copyId, campaignId, templateRef } = event
  return [
    ...[userId, email, trackingId, messageId, decisionId, copyId, campaignId, templateRef],
    ...Object.values(refs),
  ]
}

const MARKS = ['zz17', 'zz17@example.com']

describe.each(PLATFORMS)('an id that cannot be used is told of: $name', platform => {
  const recordings = recordingsOf(platform.slug)

  it.each(recordings)('$name', ({ request, context }) => {
    const body: unknown = JSON.parse(Buffer.from(request.body).toString())
    const eventsWith = (path: Place, value: unknown): readonly Event[] => {
      const read = platform.read(Buffer.from(JSON.stringify(put(body, path, value))), context)
      return read.ok ? read.value.flatMap(({ event }) => event ?? []) : []
    }
    // A field is an id if the events take another id from it.
    const isId = (path: Place) =>
      MARKS.some(mark =>
        eventsWith(path, mark)
          .flatMap(idsOf)
          .some(id => id?.includes('zz17')),
      )
    const silent = leavesOf(body)
      .filter(isId)
      .flatMap(path =>
        UNUSABLE.filter(value => {
          const read = eventsWith(path, value).map(cleanIds)
          const told = read.flatMap(({ event, passedOver }) => [
            ...passedOver,
            ...event.unread.filter(({ what }) => what === 'id').map(sentenceOf),
          ])
          const kept = read.flatMap(({ event }) => idsOf(event)).filter(id => id === value)
          // Without any id, the item is refused, with a fix.
          return (read.length === eventsWith(path, 'zz17').length && told.length === 0) || kept.length > 0
        }).map(value => `${path.join('.')}: ${JSON.stringify(value).slice(0, 30)}`),
      )
    expect(silent).toEqual([])
  })
})
