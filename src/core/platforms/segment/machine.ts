import type { EventType } from '../../events/event.ts'
import { type Fields, firstText, readFlag, readText } from '../fields.ts'

/** The fields with which the platforms behind Segment mark machine events: Braze, then Customer.io, then Iterable. */
const MARKS: Partial<Record<EventType, readonly string[]>> = {
  open: ['machine_open', 'prefetched', 'machine', 'isBot', 'is_bot'],
  click: ['is_suspected_bot_click', 'machine', 'isBot', 'is_bot'],
}

/**
 * Whether a machine opened or clicked; null if the sender does not say. Braze may one day send the program's name
 * (Apple, Google) instead of true. Iterable sends the proxy; only Apple's proxy fetches mails that nobody reads.
 */
export function readMachine(type: EventType, properties: Fields): boolean | null {
  const marks = MARKS[type]
  if (marks === undefined) return null
  const proxy = firstText([properties['proxySource'], properties['proxy_source']])
  if (proxy?.toLowerCase() === 'apple') return true
  const said = marks.map(name => readMark(properties[name])).filter(mark => mark !== null)
  return said.length === 0 ? null : said.includes(true)
}

function readMark(value: unknown): boolean | null {
  return readFlag(value) ?? (readText(value) === null ? null : true)
}
