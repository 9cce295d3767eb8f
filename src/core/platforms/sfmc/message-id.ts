import { type Fields, readText } from '../fields.ts'
import { compositeOf } from './payload.ts'

const PARTS = ['jobId', 'listId', 'batchId', 'subscriberId'] as const

/** `jobId.listId.batchId.subscriberId`, if the event's composite has all four. SMS events do not. */
export function compositeKeyOf(fields: Fields): string | null {
  const composite = compositeOf(fields)
  const parts = PARTS.map(part => readText(composite[part]))
  return parts.includes(null) ? null : readText(parts.join('.'))
}

/** The parts that identify an email, the same in transactional and engagement events. */
export function emailParts(fields: Fields): Fields {
  if (compositeKeyOf(fields) !== null) return compositeOf(fields)
  // The older text form, now deprecated, has the definition's id before the same four parts.
  const texts = readText(fields['compositeId'])?.split('.').slice(-PARTS.length) ?? []
  if (texts.length < PARTS.length) return compositeOf(fields)
  return { ...compositeOf(fields), ...Object.fromEntries(PARTS.map((part, at) => [part, texts[at]])) }
}
