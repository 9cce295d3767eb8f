import { afterAll, beforeAll, beforeEach, expect } from 'vitest'
import { DAY_MS, MINUTE_MS } from '../src/lib/duration.ts'
import { startTestApp, type TestApp } from './app.ts'
import { createOrg } from './factories.ts'

/**
 * The server of a test file: it starts before the tests, and closes after them.
 * @param settings by the names of the environment
 */
export function useServer(settings: Readonly<Record<string, string>> = {}): TestApp {
  let started: TestApp | undefined
  const server = (): TestApp => {
    if (!started) throw new Error('the server starts in beforeAll')
    return started
  }
  beforeAll(async () => {
    started = await startTestApp(settings)
  })
  afterAll(() => server().close())
  return {
    get app() {
      return server().app
    },
    get services() {
      return server().services
    },
    setNow: now => server().setNow(now),
    call: (...given) => server().call(...given),
    close: () => server().close(),
  }
}

/**
 * A server, a new organisation for each test, so that tests do not see each other's data, and a clock that is set
 * by hand.
 */
export interface Scene {
  readonly server: TestApp
  /** Slug of the organisation of this test. */
  readonly org: string
  /** Continues with another, new organisation. */
  enterAnotherOrg(): Promise<void>
  /** The time of the server's clock, in milliseconds; the real time before the first tick. */
  readonly now: number
  /** Sets the clock forward. */
  tick(minutes?: number): void
  /** Sets it forward to the next noon in UTC, for tests that count days. */
  tickToNoon(): void
  /** Reports an event of the organisation's own, in a minute. Returns the id of the stored call. */
  report(payload: unknown, path?: string): Promise<string>
}

/** @param settings of the server, by the names of the environment */
export function useScene(settings: Readonly<Record<string, string>> = {}): Scene {
  const server = useServer(settings)
  let orgs = 0
  let now = Date.now()
  const scene: Scene = {
    server,
    get org() {
      return `acme-${orgs}`
    },
    async enterAnotherOrg() {
      orgs++
      await createOrg(server, scene.org)
    },
    get now() {
      return now
    },
    tick(minutes = 1) {
      now += minutes * MINUTE_MS
      server.setNow(new Date(now))
    },
    tickToNoon() {
      scene.tick((DAY_MS + DAY_MS / 2 - (now % DAY_MS)) / MINUTE_MS)
    },
    async report(payload, path = '') {
      scene.tick()
      const reply = await server.call('POST', `/api/webhook/events/${scene.org}${path}`, payload)
      expect(reply.status).toBe(200)
      return reply.body.request_id
    },
  }
  beforeEach(async () => {
    await scene.enterAnotherOrg()
  })
  return scene
}
