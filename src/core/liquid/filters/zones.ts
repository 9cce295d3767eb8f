import { ownOf } from '../../../lib/own.ts'

/** A time zone: how far its clocks are ahead of UTC, and what it is called. */
export interface Zone {
  /** In minutes, at a moment in milliseconds. */
  readonly offsetAt: (ms: number) => number
  /** Such as UTC, EST or CET; empty if the zone is only a distance from UTC. */
  readonly nameAt: (ms: number) => string
}

/** A moment and the zone whose clocks show it. */
export interface ZonedTime {
  /** Since 1970, in milliseconds. */
  readonly ms: number
  readonly zone: Zone
}

export const fixedZone = (minutes: number, name = ''): Zone => ({
  offsetAt: () => minutes,
  nameAt: () => name,
})

export const UTC = fixedZone(0, 'UTC')

/** Hours ahead of UTC of the abbreviations that dates in mails and exports carry. */
const ABBREVIATIONS: Readonly<Record<string, number>> = {
  ...{
    UTC: 0,
    GMT: 0,
    Z: 0,
    WET: 0,
    WEST: 1,
    BST: 1,
    CET: 1,
    CEST: 2,
    EET: 2,
    EEST: 3,
    MSK: 3,
    JST: 9,
    KST: 9,
  },
  ...{ EST: -5, EDT: -4, CST: -6, CDT: -5, MST: -7, MDT: -6, PST: -8, PDT: -7, AEST: 10, AEDT: 11 },
}

/** Names that Rails has for zones, and so Braze and Customer.io. */
const ALIASES: Readonly<Record<string, string>> = {
  'Eastern Time (US & Canada)': 'America/New_York',
  'Central Time (US & Canada)': 'America/Chicago',
  'Mountain Time (US & Canada)': 'America/Denver',
  'Pacific Time (US & Canada)': 'America/Los_Angeles',
}

const OFFSET = /^([+-])(\d{2}):?(\d{2})?$/

/** The zone of an abbreviation or an offset, as texts write them after a time; undefined if it is neither. */
export function readZone(text: string): Zone | undefined {
  const [, sign, hours, minutes = '0'] = OFFSET.exec(text) ?? []
  if (hours !== undefined)
    return fixedZone((sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)), '')
  const name = text.toUpperCase()
  const ahead = Object.hasOwn(ABBREVIATIONS, name) ? ABBREVIATIONS[name] : undefined
  if (ahead === undefined) return undefined
  return ahead === 0 ? UTC : fixedZone(ahead * 60, name)
}

const known = new Map<string, Zone>()
/** There are about 600 zones. */
const KNOWN_MAX = 600

/**
 * The zone with this name, such as Europe/Berlin, UTC or +02:00.
 * @throws if there is none
 */
export function zoneNamed(name: string): Zone {
  const zone = known.get(name) ?? readZone(name) ?? namedZone(ownOf(ALIASES, name) ?? name)
  if (known.size < KNOWN_MAX) known.set(name, zone)
  return zone
}

const PARTS = { year: 'numeric', month: 'numeric', day: 'numeric' } as const
const CLOCK = { hour: 'numeric', minute: 'numeric', second: 'numeric', hourCycle: 'h23' } as const

function namedZone(timeZone: string): Zone {
  let clock: Intl.DateTimeFormat
  try {
    clock = new Intl.DateTimeFormat('en-US', { timeZone, ...PARTS, ...CLOCK })
  } catch {
    throw new Error(`there is no time zone "${timeZone}"`)
  }
  const offsetAt = (ms: number): number => {
    const part = new Map(clock.formatToParts(ms).map(({ type, value }) => [type, Number(value)]))
    const at = (name: Intl.DateTimeFormatPartTypes): number => part.get(name) ?? 0
    const local = Date.UTC(at('year'), at('month') - 1, at('day'), at('hour'), at('minute'), at('second'))
    return Math.round((local - Math.floor(ms / 1000) * 1000) / 60_000)
  }
  return { offsetAt, nameAt: ms => abbreviationOf(timeZone, ms) }
}

/** English-speaking regions abbreviate different zones: Americans say EST, the British CET, Australians AEST. */
const REGIONS = ['en-US', 'en-GB', 'en-AU', 'en-IN']

function abbreviationOf(timeZone: string, ms: number): string {
  for (const region of REGIONS) {
    const format = new Intl.DateTimeFormat(region, { timeZone, timeZoneName: 'short' })
    const name = format.formatToParts(ms).find(({ type }) => type === 'timeZoneName')?.value ?? ''
    if (/^[A-Z]+$/.test(name)) return name
  }
  return ''
}
