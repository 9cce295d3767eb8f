import { readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createEvent, EVENT_TYPES, type Event } from '../events/event.ts'
import type { Guide } from './guide.ts'
import type {
  InboundRequest,
  Normalised,
  Platform,
  ProofMeans,
  ReadContext,
  SampleSubject,
  Settings,
} from './platform.ts'

/** An organisation with the platform configured. */
interface Receiver {
  readonly settings: Settings
  /**
   * A recorded request in the form in which the platform sends it to this organisation: signed, or with its ingest
   * key.
   */
  readonly request: (recorded: InboundRequest) => InboundRequest
  /** The key set at the configured address, for platforms that use one. */
  readonly keySet?: unknown
}

interface Recording {
  readonly name: string
  readonly request: InboundRequest
  readonly context: ReadContext
  readonly expected: readonly Normalised[]
}

/** A file in `fixtures/`: a request, and the items that the adapter must read from it. Missing fields are null. */
interface RecordingFile {
  readonly headers: Readonly<Record<string, string>>
  readonly query: Readonly<Record<string, string>>
  readonly received_at: string
  readonly body: string
  readonly events: readonly ExpectedItem[]
}

/** The conformance suite of all platforms, with recorded requests. */
export function testPlatform(platform: Platform, fixtures: URL, receiver: Receiver): void {
  const recordings = readRecordings(fixtures)
  describe(`${platform.name} keeps the contract`, () => {
    it('has recordings', () => expect(recordings.length).toBeGreaterThan(5))

    it('names every setting and integration field once, and explains it', () => {
      for (const fields of [platform.settings, platform.integration]) {
        expect(new Set(fields.map(({ key }) => key)).size).toBe(fields.length)
        expect(fields.filter(({ label, help }) => !label || !help)).toEqual([])
      }
    })

    describe.each(recordings)('$name', recording => {
      testProof(platform, recording, receiver)
      testReading(platform, recording)
    })

    it('guides through its set-up, with the addresses of the organisation', () => expectGuide(platform))

    it('reads its own samples as what they are samples of', () => {
      const sampled = EVENT_TYPES.filter(type => readSample(platform, type) !== undefined)
      expect(sampled.map(type => readSample(platform, type))).toEqual(sampled)
      expect(sampled.length).toBeGreaterThan(1)
    })

    it('never throws, whatever the bytes', () => {
      const bodies = recordings.map(({ request }) => request.body)
      const broken = fc
        .tuple(fc.constantFrom(...bodies), fc.nat(), fc.nat(255))
        .map(([body, at, byte]) => Buffer.from(body).fill(byte, at % body.length, (at % body.length) + 1))
      const json = fc.jsonValue().map(value => Buffer.from(JSON.stringify(value)))
      const bytes = fc.oneof(fc.uint8Array(), json, broken)
      const context = { query: {}, receivedAt: new Date(0) }
      fc.assert(fc.property(bytes, body => expectWhole(platform.read(body, context))))
    })
  })
}

function testProof(platform: Platform, recording: Recording, receiver: Receiver): void {
  const { settings } = receiver
  const genuine = receiver.request(recording.request)
  const means: ProofMeans = {
    now: recording.context.receivedAt,
    keySet: () => Promise.resolve(receiver.keySet),
  }
  const verify = async (request: InboundRequest, known: Settings) =>
    (await platform.verify(request, known, means)).ok

  it('is accepted', async () => {
    expect(await platform.verify(genuine, settings, means)).toEqual({ ok: true, value: undefined })
  })

  it('is refused where nothing is configured', async () => {
    expect(await verify({ ...genuine, hasIngestKey: false }, {})).toBe(false)
  })

  it('is refused without its credential', async () => {
    expect(await verify({ ...genuine, headers: {}, hasIngestKey: false }, settings)).toBe(false)
  })

  it('is refused where another organisation has other secrets', async () => {
    const others = Object.fromEntries(Object.keys(settings).map(key => [key, 'what-another-has']))
    expect(await verify({ ...genuine, hasIngestKey: false }, others)).toBe(false)
  })

  if (platform.signs !== 'body') return
  it('is refused when any byte of its body changes', async () => {
    const accepted = []
    for (const at of genuine.body.keys()) {
      const body = Uint8Array.from(genuine.body)
      body[at] = (body[at] ?? 0) ^ 1
      if (await verify({ ...genuine, body }, settings)) accepted.push(at)
    }
    expect(accepted).toEqual([])
  })
}

const ADDRESS = 'https://parley.example.com'

function expectGuide(platform: Platform): void {
  const guide: Guide = platform.guide({
    org: 'acme',
    publicUrl: ADDRESS,
    endpointUrl: `${ADDRESS}/api/webhook/${platform.slug}/acme`,
    template: { id: 'welcome-email', channel: 'email', variables: ['subject', 'body'], integration: {} },
  })
  const texts = [...guide.steps, ...guide.snippets].flatMap(part =>
    Object.values(part).filter(value => typeof value === 'string'),
  )
  expect(texts.filter(text => !isWholeText(text))).toEqual([])
  expect(guide.steps.length).toBeGreaterThan(1)
  expect(new Set(guide.snippets.map(({ key }) => key)).size).toBe(guide.snippets.length)
  const steps = new Set(guide.steps.map(({ key }) => key))
  expect(steps.size).toBe(guide.steps.length)
  expect(guide.snippets.filter(({ step }) => !steps.has(step))).toEqual([])
  const fields = new Set([
    ...platform.settings.map(({ key }) => `setting:${key}`),
    ...platform.integration.map(({ key }) => `integration:${key}`),
  ])
  const named = guide.steps.flatMap(({ proof = [], enters = [] }) =>
    [...proof, ...enters].filter(each => each.includes(':')),
  )
  expect(named.filter(each => !fields.has(each))).toEqual([])
  expect(texts.join(' ')).toContain(`${ADDRESS}/api/webhook/${platform.slug}/acme`)
}

const SUBJECT: SampleSubject = {
  id: '65f1a2b3c4d5e6f708192a3b',
  at: new Date('2026-03-02T09:00:00Z'),
  userId: 'sample-user',
  email: 'sample@example.com',
  messageId: 'sample-message',
  trackingId: 'sample-tracking',
  integration: {},
}

/** The result of reading a sample: its type, if it is one event of the sample's person. */
function readSample(platform: Platform, type: Event['type']): Event['type'] | undefined | 'not one event' {
  const body = platform.sample(type, SUBJECT)
  if (body === undefined) return undefined
  const read = platform.read(Buffer.from(JSON.stringify(body)), { query: {}, receivedAt: SUBJECT.at })
  const [item, ...more] = read.ok ? read.value : []
  return item?.outcome === 'event' && more.length === 0 ? item.event.type : 'not one event'
}

function testReading(platform: Platform, { request, context, expected }: Recording): void {
  it('reads as recorded', () =>
    expect(platform.read(request.body, context)).toEqual({ ok: true, value: expected }))

  it('stays whole whatever one of its fields becomes', () => {
    const text = Buffer.from(request.body).toString()
    const paths = pathsOf(JSON.parse(text))
    expect(paths.length).toBeGreaterThan(1)
    const anything = fc.oneof(fc.constantFrom(...STRANGE), fc.jsonValue())
    fc.assert(
      fc.property(fc.constantFrom(...paths), anything, (path, value) => {
        const body = Buffer.from(JSON.stringify(replaceAt(JSON.parse(text), path, value)))
        expectWhole(platform.read(body, context))
      }),
    )
  })
}

/** Inputs that break JSON readers: times beyond a Date, text that no store accepts, wrong types. */
const STRANGE: readonly unknown[] = [
  ...['', ' ', '\0', 'a\0b', '\ud800', 'x'.repeat(10_000), 'constructor', '__proto__', 'NaN', '1e400'],
  ...['{"tracking_id":"\\u0000"}', 'https://example.com/?trk=%00', '2026-13-45', '275761-01-01T00:00:00Z'],
  ...[-1, 0, 1.5, 8.64e15, 1e308, Number.MAX_SAFE_INTEGER + 1, true, null, [], {}, [[]], { id: {} }],
]

type Path = readonly string[]

function pathsOf(value: unknown, path: Path = []): Path[] {
  if (typeof value !== 'object' || value === null) return [path]
  return [path, ...Object.entries(value).flatMap(([key, item]) => pathsOf(item, [...path, key]))]
}

function replaceAt(whole: unknown, [key, ...rest]: Path, value: unknown): unknown {
  if (key === undefined) return value
  const copy = Object.assign(Array.isArray(whole) ? [] : {}, whole) as Record<string, unknown>
  copy[key] = replaceAt(copy[key], rest, value)
  return copy
}

function expectWhole(read: ReturnType<Platform['read']>): void {
  expect(read.ok || isWholeText(read.reason.fix)).toBe(true)
  for (const item of read.ok ? read.value : []) {
    if (item.event !== undefined) expectWholeEvent(item.event)
    if (item.outcome === 'rejected') expect([item.reason, item.fix].filter(isWholeText)).toHaveLength(2)
  }
}

function expectWholeEvent(event: Event): void {
  const { type, nativeEvent, occurredAt, machine, value, refs, properties, currencies, unread, ...texts } =
    event
  expect(EVENT_TYPES).toContain(type)
  expect([null, true, false]).toContain(machine)
  expect(occurredAt === null || Number.isFinite(occurredAt.getTime())).toBe(true)
  expect(value === null || Number.isFinite(value)).toBe(true)
  const said = Object.entries({ nativeEvent, ...refs, ...texts }).filter(([, text]) => text !== null)
  expect(said.filter(([, text]) => !isWholeText(text))).toEqual([])
  expect(isStorable([properties, unread, currencies])).toBe(true)
}

/** An index entry holds about 2700 bytes, and a character takes up to four. */
const isWholeText = (text: unknown): boolean =>
  typeof text === 'string' && text.trim() !== '' && text.length < 2000 && isStorable(text)

/** Text that a store refuses is escaped in JSON: NUL, and halves of surrogate pairs. */
const isStorable = (value: unknown): boolean =>
  !/(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f])/.test(JSON.stringify(value))

/** Test vectors of signatures. They stand beside the recordings and have a shape of their own. */
const NO_RECORDING = 'signatures.json'

/** The recordings of a platform, sorted by name. @param fixtures the address of its folder `fixtures/` */
export function readRecordings(fixtures: URL): readonly Recording[] {
  const files = readdirSync(fixtures).filter(file => file.endsWith('.json') && file !== NO_RECORDING)
  return files.sort().map(file => {
    const text = readFileSync(new URL(file, fixtures), 'utf8')
    const { headers, query, received_at, body, events } = JSON.parse(text) as RecordingFile
    return {
      name: file.slice(0, -'.json'.length),
      request: { body: Buffer.from(body), headers, query, hasIngestKey: false },
      context: { query, receivedAt: new Date(received_at) },
      expected: events.map(readExpected),
    }
  })
}

type ExpectedEvent = Pick<Event, 'type' | 'nativeEvent'> & { readonly occurredAt?: string }

type ExpectedItem =
  | { readonly outcome: 'event'; readonly event: ExpectedEvent }
  | {
      readonly outcome: 'rejected'
      readonly reason: string
      readonly fix: string
      readonly event?: ExpectedEvent
    }

function readExpected(item: ExpectedItem): Normalised {
  if (item.outcome === 'event') return { outcome: 'event', event: readExpectedEvent(item.event) }
  const { event, ...rejected } = item
  return event === undefined ? rejected : { ...rejected, event: readExpectedEvent(event) }
}

function readExpectedEvent({ occurredAt, ...known }: ExpectedEvent): Event {
  return createEvent({ ...known, occurredAt: occurredAt === undefined ? null : new Date(occurredAt) })
}
