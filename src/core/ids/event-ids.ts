import { spell } from '../../lib/spell.ts'
import type { Event } from '../events/event.ts'
import { type IdKind, naming, passedOver } from './none.ts'
import { spellAddress, spellUserId } from './spelling.ts'

type IdField =
  | 'userId'
  | 'email'
  | 'trackingId'
  | 'messageId'
  | 'decisionId'
  | 'copyId'
  | 'campaignId'
  | 'templateRef'
  | 'dedupeKey'

const FIELDS: Readonly<Record<IdField, readonly [words: string, kind: IdKind]>> = {
  userId: ['user id', 'person'],
  email: ['address', 'address'],
  trackingId: ['tracking id', 'message'],
  messageId: ['message id', 'message'],
  decisionId: ['decision id', 'message'],
  copyId: ['copy id', 'message'],
  campaignId: ['campaign id', 'source'],
  templateRef: ['template id', 'source'],
  dedupeKey: ['event id', 'event'],
}
const NAMES = Object.keys(FIELDS) as readonly IdField[]

/** An event whose ids all name somebody or something, each in its one spelling. */
export interface Cleaned {
  readonly event: Event
  /** One sentence for each id that names nobody or nothing, and was dropped. */
  readonly passedOver: readonly string[]
}

/** Spells the ids of an event, and drops those that name nobody or nothing. The same for all platforms. */
export function cleanIds(event: Event): Cleaned {
  const told: string[] = []
  const ids: Partial<Record<IdField, string | null>> = {}
  for (const name of NAMES) {
    const said = event[name]
    if (said === null) continue
    const [words, kind] = FIELDS[name]
    const text = spellOf(said, kind)
    const id = naming(text, kind)
    if (id === said) continue
    ids[name] = id
    const sentence = id === null ? passedOver(words, text, kind) : undefined
    if (sentence !== undefined) told.push(sentence)
  }
  const refs = cleanRefs(event.refs)
  const isSame = refs === event.refs && Object.keys(ids).length === 0
  const messageKey = ids.messageId === null ? null : event.messageKey
  return { event: isSame ? event : { ...event, ...ids, messageKey, refs }, passedOver: told }
}

function spellOf(text: string, kind: IdKind): string {
  if (kind === 'address') return spellAddress(text)
  return kind === 'person' ? spellUserId(text) : spell(text)
}

function cleanRefs(refs: Event['refs']): Event['refs'] {
  const isClean = (text: string) => naming(spell(text), 'source') === text
  if (Object.values(refs).every(isClean)) return refs
  return Object.fromEntries(
    Object.entries(refs).flatMap(([name, text]) => {
      const id = naming(spell(text), 'source')
      return id === null ? [] : [[name, id] as const]
    }),
  )
}
