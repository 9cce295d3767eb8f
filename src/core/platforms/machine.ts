import type { EventType } from '../events/event.ts'
import { firstText, readFlag, readText } from './fields.ts'

const BOTS = ['is_bot', 'isBot', 'bot', 'machine', 'is_machine', 'isMachine']

/** The fields in which senders mark machine events: Braze, then Customer.io, then Iterable and own systems. */
const MARKS: Partial<Record<EventType, readonly string[]>> = {
  open: ['machine_open', 'prefetched', ...BOTS],
  click: ['is_suspected_bot_click', ...BOTS],
}

const HUMAN: ReadonlySet<string> = new Set([
  '0',
  'no',
  'none',
  'null',
  'undefined',
  'human',
  'person',
  'user',
])

/**
 * Whether a machine opened or clicked; null if the sender does not say. A mark may be the program's name (Apple,
 * Google) instead of true. Iterable sends the proxy; only Apple's proxy fetches mails that nobody reads.
 */
export function readMachine(type: EventType, fieldOf: (name: string) => unknown): boolean | null {
  const marks = MARKS[type]
  if (marks === undefined) return null
  const proxy = firstText(['proxySource', 'proxy_source'].map(fieldOf))
  if (proxy?.toLowerCase() === 'apple') return true
  const said = marks.map(name => readMark(fieldOf(name))).filter(mark => mark !== null)
  return said.length === 0 ? null : said.includes(true)
}

function readMark(value: unknown): boolean | null {
  const text = readText(value)
  return readFlag(value) ?? (text === null ? null : !HUMAN.has(text.toLowerCase()))
}
