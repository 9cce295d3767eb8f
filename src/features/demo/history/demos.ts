import type { FastifyBaseLogger } from 'fastify'
import type { Clock } from '../../../lib/clock.ts'
import { DAY_MS } from '../../../lib/duration.ts'
import type { Org } from '../../../runtime/catalog/catalog.ts'
import type { Catalog } from '../../../runtime/catalog/live.ts'
import type { Database } from '../../../runtime/db/session.ts'
import { Problem } from '../../../runtime/http/problem.ts'
import type { Send } from '../client.ts'
import { type DemoOrg, furnishDemoOrg } from '../demo-org.ts'
import * as store from './demo-store.ts'
import { DAYS, type PastParley, playHistory } from './play-history.ts'

/** What makes a demo organisation: parts of other features. */
export interface DemoMaking {
  /** Calls the routes of this server. */
  readonly send: Send
  /** @throws Problem already-exists */
  readonly createOrg: (
    slug: string,
    settings: { readonly name: string; readonly timezone: string },
  ) => Promise<NewOrg>
  readonly openPast: (slug: string) => Promise<PastParley>
}

export interface NewOrg {
  readonly id: number
  /** A key with full access. */
  readonly key: string
  readonly forgetKey: () => Promise<void>
}

export interface Demo {
  readonly slug: string
  readonly name: string
  readonly createdAt: Date
  /** Whether its month of data is still being made. */
  readonly isFilling: boolean
  /** The number of days that are there. */
  readonly days: number
}

/** The demo organisations of organisations: at most one each. */
export interface Demos {
  /** @throws Problem not-found */
  find(org: Org): Promise<Demo>
  /**
   * Creates the demo organisation. Its data follows in the background.
   * @throws Problem conflict if the organisation has one already, and already-exists if the slug is taken
   */
  create(org: Org): Promise<Demo>
  /** @throws Problem not-found */
  remove(org: Org): Promise<void>
  /** Stops making data. Resolves when nothing writes any more. */
  stop(): Promise<void>
}

export interface DemosServices {
  readonly db: Database
  readonly catalog: Catalog
  readonly clock: Clock
  readonly log: FastifyBaseLogger
  readonly making: DemoMaking
}

interface Filling {
  days: number
  readonly end: AbortController
  done: Promise<void>
}

const SLUG_MAX = 63
/** Few messages a day: a larger control lets a month of them show something. */
const CONTROL_SHARE = 0.4
const NAME = 'Marlow Coffee (demo)'

export function createDemos({ db, catalog, clock, log, making }: DemosServices): Demos {
  /** By id of the demo organisation. */
  const filling = new Map<number, Filling>()

  const show = ({ id, slug, name, created_at }: store.DemoRow): Demo => {
    const days = filling.get(id)?.days
    return { slug, name, createdAt: created_at, isFilling: days !== undefined, days: days ?? DAYS }
  }

  async function rowOf(org: Org): Promise<store.DemoRow> {
    const found = await store.findDemo(db, org.id)
    if (!found) throw new Problem('not-found', `${org.slug} has no demo organisation.`)
    return found
  }

  function fill(id: number, demo: DemoOrg): void {
    const end = new AbortController()
    const progress: Filling & { readonly stop: AbortSignal } = {
      ...{ days: 0, end, stop: end.signal },
      done: Promise.resolve(),
    }
    filling.set(id, progress)
    progress.done = making
      .openPast(demo.slug)
      .then(past => playHistory(past, demo, clock(), progress))
      .catch(error =>
        log.error({ err: error, org: demo.slug }, 'the demo organisation lacks a part of its data'),
      )
      .finally(() => filling.delete(id))
  }

  async function stopFilling(id: number): Promise<void> {
    const running = filling.get(id)
    running?.end.abort()
    await running?.done
  }

  return {
    find: async org => show(await rowOf(org)),
    async create(org) {
      const refuse = () =>
        new Problem('conflict', `${org.slug} has a demo organisation already. Delete it first.`)
      if (await store.findDemo(db, org.id)) throw refuse()
      const slug = `${org.slug.slice(0, SLUG_MAX - 5)}-demo`
      const { id, key, forgetKey } = await making.createOrg(slug, { name: NAME, timezone: org.timezone })
      if (!(await store.markAsDemo(db, id, org.id))) throw refuse()
      const demo = await furnishDemoOrg(making.send, slug, key, CONTROL_SHARE)
      await forgetKey()
      const now = clock()
      await store.dateBack(db, id, new Date(now.getTime() - DAYS * DAY_MS))
      await catalog.changed(slug)
      fill(id, demo)
      return show({ id, slug, name: NAME, created_at: now })
    },
    async remove(org) {
      const row = await rowOf(org)
      await stopFilling(row.id)
      await store.deleteDemo({ db, catalog }, row)
    },
    async stop() {
      await Promise.all([...filling.keys()].map(stopFilling))
    },
  }
}
