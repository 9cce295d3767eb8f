import { createRandom, type Random } from '../../src/core/stats/draw/random.ts'

// Raw events of a warehouse, with what makes their attribution hard. Times are fixed: recorded files contain them.

const DAY_MS = 86_400_000
const FIRST_DAY = Date.UTC(2026, 2, 2)

/** Of how many users the recorded files are. */
export const RECORDED_USERS = 12

/** The two exports: each has three whole days. The second brings events that arrived late, and a new last day. */
export const EXPORTS = [
  { today: '2026-03-05', days: ['2026-03-02', '2026-03-03', '2026-03-04'] },
  { today: '2026-03-06', days: ['2026-03-03', '2026-03-04', '2026-03-05'] },
] as const

/** Campaigns of the documentation's query, with their templates in Parley. */
export const CAMPAIGNS = [
  { id: 101, template: 'welcome', event: 'purchase', windowHours: 24 },
  { id: 102, template: 'renew', event: 'renewal', windowHours: 72 },
] as const
type Campaign = (typeof CAMPAIGNS)[number]

export interface Message {
  readonly id: string
  readonly user: string
  readonly campaign: Campaign
  readonly sentAtMs: number
}

/** A row of a table of the warehouse. */
export interface RawRow {
  readonly table: 'iterable_events' | 'custom_events'
  /** The first export that knows it. */
  readonly knownFrom: 1 | 2
  readonly columns: Readonly<Record<string, string | number | boolean | null>>
}

export interface RawEvents {
  readonly messages: readonly Message[]
  readonly rows: readonly RawRow[]
}

/** Whether an event reached the warehouse when its day was no longer exported. */
export const isTooLate = ({ knownFrom, columns }: RawRow): boolean =>
  knownFrom === 2 && String(columns['occurred_at'] ?? columns['created_at']) < EXPORTS[1].days[0]

/** @param users about four messages and four events of each */
export function createRawEvents(users: number): RawEvents {
  const random = createRandom('warehouse', String(users))
  const messages: Message[] = []
  const rows: RawRow[] = []
  for (let user = 0; user < users; user++) {
    const inside = eventsOf(random, `user-${user}`, messages.length)
    messages.push(...inside.messages)
    rows.push(...inside.rows)
  }
  // Two people do the same at the same moment.
  const twins = messages.filter(({ campaign }) => campaign.event === 'purchase').slice(0, 2)
  const at = Math.max(...twins.map(({ sentAtMs }) => sentAtMs)) + 3_600_000
  for (const { user } of twins) rows.push(action(`twin-${user}`, 'purchase', user, at, 25, 1))
  return { messages, rows }
}

function eventsOf(random: Random, user: string, numbered: number): RawEvents {
  const messages: Message[] = []
  const rows: RawRow[] = []
  const isEarly = random() < 0.8
  for (let number = 0; number < 4; number++) {
    const campaign = random() < 0.6 ? CAMPAIGNS[0] : CAMPAIGNS[1]
    const sentAtMs = FIRST_DAY + Math.floor(random() * 3.5 * 86_400) * 1000
    const message = { id: `msg-${numbered + number}`, user, campaign, sentAtMs }
    messages.push(message)
    // A send of the last days that reaches the warehouse after the first export.
    const isLate = sentAtMs > FIRST_DAY + DAY_MS && random() < 0.3
    rows.push(...reportsOf(random, message, isLate ? 2 : 1), ...actionsOf(random, message))
  }
  if (isEarly) rows.push(action(`early-${user}`, 'purchase', user, FIRST_DAY - 60_000, 5, 1))
  return { messages, rows: rows.flatMap(row => (random() < 0.1 ? [row, row] : [row])) }
}

function reportsOf(random: Random, message: Message, knownFrom: 1 | 2): readonly RawRow[] {
  const at = (seconds: number) => message.sentAtMs + seconds * 1000
  const seconds = (most: number) => 1 + Math.floor(random() * most)
  const rows = [report('emailSend', message, at(0), knownFrom)]
  if (random() < 0.1) return [...rows, report('emailBounce', message, at(5), knownFrom)]
  if (random() < 0.2) rows.push(report('emailOpen', message, at(1), knownFrom, { is_bot: true }))
  if (random() < 0.6) rows.push(report('emailOpen', message, at(seconds(80_000)), knownFrom))
  if (random() < 0.4)
    for (const link_url of ['https://shop.example.com/a', 'https://shop.example.com/b'])
      rows.push(report('emailClick', message, at(seconds(90_000)), knownFrom, { link_url }))
  if (random() < 0.05) rows.push(report('emailUnSubscribe', message, at(seconds(90_000)), knownFrom))
  return rows
}

/** Events at the edges of the window, inside and outside of it. */
function actionsOf(random: Random, { id, user, campaign, sentAtMs }: Message): readonly RawRow[] {
  const { event, windowHours } = campaign
  const window = windowHours * 3_600_000
  const offsets = [0, window, window + 1000, -1000, Math.floor((random() * window) / 1000) * 1000]
  return offsets
    .filter(() => random() < 0.3)
    .map((offset, at) => {
      const amount = Math.floor(random() * 10_000) / 100
      return action(`${id}-${at}`, event, user, sentAtMs + offset, amount, random() < 0.2 ? 2 : 1)
    })
}

function report(
  event_name: string,
  { id, user, campaign }: Message,
  atMs: number,
  knownFrom: 1 | 2,
  more: RawRow['columns'] = {},
): RawRow {
  const ids = { message_id: id, template_id: campaign.id + 1000, campaign_id: campaign.id, user_id: user }
  const columns = { event_name, created_at: timestamp(atMs), ...ids, link_url: null, is_bot: null, ...more }
  return { table: 'iterable_events', knownFrom, columns }
}

function action(
  event_id: string,
  event_name: string,
  user_id: string,
  atMs: number,
  amount: number,
  knownFrom: 1 | 2,
): RawRow {
  const columns = { event_id, event_name, occurred_at: timestamp(atMs), user_id, amount, currency: 'USD' }
  return { table: 'custom_events', knownFrom, columns }
}

const timestamp = (ms: number): string => new Date(ms).toISOString().slice(0, 19).replace('T', ' ')
