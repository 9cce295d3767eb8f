import { afterAll, beforeAll, beforeEach, expect } from 'vitest'
import { MINUTE_MS } from '../src/lib/duration.ts'
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

/** A server, an organisation for each test, so that none sees what another has sent, and a clock that is set by hand. */
export interface Scene {
  readonly server: TestApp
  /** Slug of the organisation of this test. */
  readonly org: string
  /** Goes on as another organisation, which is new. */
  enterAnotherOrg(): Promise<void>
  /** What the server's clock says, in milliseconds; the real time before the first tick. */
  readonly now: number
  /** Time passes. */
  tick(minutes?: number): void
  /** Reports something of our own in a minute. Returns the id under which the call is kept. */
  report(payload: unknown, path?: string): Promise<string>
}

export function useScene(): Scene {
  const server = useServer()
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
