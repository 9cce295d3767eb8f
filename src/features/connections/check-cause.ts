import type { EventType } from '../../core/events/event.ts'
import type { Platform, SampleSubject } from '../../core/platforms/platform.ts'
import type { VendorCall } from '../../core/platforms/vendor.ts'
import type { CauseKey } from './causes.ts'
import { type CallHistory, ofLastDay, WORDS } from './health.ts'

/** found: this is why nothing arrives. ruled-out: it is not. unknown: Parley cannot tell. */
export type Verdict = 'found' | 'ruled-out' | 'unknown'

export interface CauseChecked {
  readonly verdict: Verdict
  readonly message: string
  /** What to do; null if nothing. */
  readonly fix: string | null
}

export interface Evidence {
  readonly platform: Platform
  readonly history: CallHistory
  /** By type of event: when one was last read. */
  readonly seen: ReadonlyMap<string, Date>
  /** Without a trailing slash. */
  readonly publicUrl: string
  readonly call: VendorCall
  readonly now: Date
}

/** Checks one likely cause. Only `address` makes a call: to Parley's own public address. */
export async function checkCause(cause: CauseKey, evidence: Evidence): Promise<CauseChecked> {
  if (cause === 'address') return checkAddress(evidence)
  return cause === 'credential' ? checkCredential(evidence) : checkEvents(evidence)
}

async function checkAddress({ publicUrl, call, history, platform }: Evidence): Promise<CauseChecked> {
  if (history.lastReceivedAt !== null)
    return { verdict: 'ruled-out', message: `${platform.name} has reached this address before.`, fix: null }
  const answer = await call({ method: 'GET', url: `${publicUrl}/healthz`, headers: {} })
  const fix = `Set PUBLIC_URL to the https address under which the internet reaches this server, and restart Parley. Then copy the address again from the step.`
  if (!answer.ok)
    return { verdict: 'found', message: `Parley could not reach ${publicUrl}: ${answer.reason}`, fix }
  if (answer.value.status !== 200)
    return {
      verdict: 'found',
      message: `${publicUrl} answered ${answer.value.status} instead of Parley.`,
      fix,
    }
  return {
    verdict: 'ruled-out',
    message: `${publicUrl} answers. A firewall may still treat callers from outside differently.`,
    fix: null,
  }
}

function checkCredential({ platform: { name }, history, now }: Evidence): CauseChecked {
  const { lastFailure } = history
  const refused = ofLastDay(history, now, 'refused')
  if (lastFailure !== null && lastFailure !== 'unreadable')
    return {
      verdict: 'found',
      message: `Parley refused ${refused} calls in the last 24 hours: ${WORDS[lastFailure]}`,
      fix: `Copy the key again from ${name} into the settings, or from the settings into ${name}.`,
    }
  if (history.lastReceivedAt !== null)
    return { verdict: 'ruled-out', message: `The newest call had the right credential.`, fix: null }
  return {
    verdict: 'ruled-out',
    message: 'Parley has refused no call: none has come to this address at all.',
    fix: 'Check the address first.',
  }
}

function checkEvents({ platform, seen }: Evidence): CauseChecked {
  const expected = expectedEvents(platform)
  const missing = expected.filter(({ type }) => !seen.has(type))
  if (seen.size === 0)
    return {
      verdict: 'unknown',
      message: `${platform.name} has reported no event at all so far.`,
      fix: `In ${platform.name}, tick at least: ${listed(expected.map(({ name }) => name))}.`,
    }
  if (missing.length === 0)
    return { verdict: 'ruled-out', message: 'Every event that Parley expects has come.', fix: null }
  return {
    verdict: 'found',
    message: `These have never come: ${listed(missing.map(({ name }) => name))}.`,
    fix: `Tick them in ${platform.name}, if your messages can cause them.`,
  }
}

const listed = (names: readonly string[]): string => names.join(', ')

/** The types that results need. Others only make them more complete. */
const NEEDED: readonly EventType[] = [
  'send',
  'delivery',
  'open',
  'click',
  'conversion',
  'unsubscribe',
  'bounce',
  'complaint',
]

export interface ExpectedEvent {
  readonly type: EventType
  /** The platform's own name. */
  readonly name: string
}

const known = new WeakMap<Platform, readonly ExpectedEvent[]>()

/** The events that Parley expects from a platform, with the platform's own names: as its samples have them. */
export function expectedEvents(platform: Platform): readonly ExpectedEvent[] {
  const expected = known.get(platform) ?? NEEDED.flatMap(type => nameOf(platform, type) ?? [])
  known.set(platform, expected)
  return expected
}

const AT = new Date('2026-01-01T00:00:00Z')
const SOMEBODY: SampleSubject = {
  id: '65f1a2b3c4d5e6f708192a3b',
  at: AT,
  userId: 'somebody',
  email: 'somebody@example.com',
  messageId: 'message',
  trackingId: 'tracking',
  integration: {},
}

function nameOf(platform: Platform, type: EventType): ExpectedEvent | undefined {
  const sample = platform.sample(type, SOMEBODY)
  if (sample === undefined) return undefined
  const read = platform.read(Buffer.from(JSON.stringify(sample)), { query: {}, receivedAt: AT })
  const [item] = read.ok ? read.value : []
  return item?.outcome === 'event' ? { type, name: item.event.name ?? item.event.nativeEvent } : undefined
}
