import { type BanditWorld, type Player, Records } from '../../bench/bandit/world.ts'
import { createRandom, type Random } from '../../src/core/stats/draw/random.ts'
import type { Org, Template } from '../../src/runtime/catalog/catalog.ts'
import { ensurePartitions } from '../../src/runtime/db/partitions.ts'
import type { TestApp } from '../app.ts'
import { createOrg, createTemplate, processInbox } from '../factories.ts'

export interface PlayedWorld {
  readonly server: TestApp
  readonly slug: string
  readonly world: BanditWorld
  readonly seed: number
  /** Whether the platform reports sends; otherwise decisions are the messages. */
  readonly reportsSends: boolean
  /** Divides traffic beside the product, from memory, on the very same messages. It sends nothing. */
  readonly shadow: Player
}

export interface Played {
  /** Expected successes lost by the choices, compared with always choosing the best live variant. */
  readonly lost: number
  /** The same for the shares that the product served … */
  readonly lostByServed: number
  /** … and for the shares of the shadow, with the same knowledge. */
  readonly lostByShadow: number
  /** The same for an even split. */
  readonly lostByEven: number
}

const START = Date.parse('2026-03-02T00:00:00Z')
const DAY = 86_400_000
const SENT_AFTER_MS = 40_000
/** Messages that are requested at the same moment. */
const AT_ONCE = 20
const EVENTS_A_CALL = 40
/** Of reports that are sent twice, and of reports that come a day late. */
const DOUBLED = 0.2
const STRAGGLING = 0.03

/**
 * Plays a world as `live` of bench/bandit does, with the same luck by message, but through HTTP: every message is
 * requested, and webhooks report its events, in any order, some twice and some a day late.
 */
export async function playThroughHttp(played: PlayedWorld): Promise<Played> {
  const { server, world, seed, shadow } = played
  const { db, policies, tally } = server.services
  const stage = await setStage(played)
  const books = new Records(world)
  const luck = createRandom('luck', String(seed))
  const post = new Post(played)
  const losses = { lost: 0, lostByServed: 0, lostByShadow: 0, lostByEven: 0 }
  let message = 0
  for (let tick = 0; tick < world.ticks; tick++) {
    const now = new Date(START + tick * world.tickMs)
    server.setNow(now)
    await ensurePartitions(db, now)
    await stage.launch(tick)
    await post.deliver(tick)
    await processInbox(server)
    await tally.flush()
    await policies.refresh()
    const known = books.known(tick)
    const rates = world.variants.map((_, variant) => world.rateAt(variant, tick))
    const best = Math.max(...known.live.map(variant => rates[variant] ?? 0))
    const lossOf = (shares: readonly number[]) =>
      world.sendsPerTick *
      known.live.reduce((sum, variant, at) => sum + (best - (rates[variant] ?? 0)) * (shares[at] ?? 0), 0)
    losses.lostByServed += lossOf(await stage.served(known.live))
    losses.lostByShadow += lossOf(shadow.weights(known))
    losses.lostByEven += lossOf(known.live.map(() => 1 / known.live.length))
    for (let from = 0; from < world.sendsPerTick; from += AT_ONCE) {
      const intoTickMs = Math.floor(((from + 0.5) * world.tickMs) / world.sendsPerTick)
      const numbers = Array.from({ length: Math.min(AT_ONCE, world.sendsPerTick - from) }, () => message++)
      const atMs = START + tick * world.tickMs + intoTickMs
      server.setNow(new Date(atMs))
      const chosen = await stage.ask(numbers)
      for (const [at, number] of numbers.entries()) {
        const variant = chosen[at] ?? -1
        const rate = rates[variant] ?? 0
        losses.lost += best - rate
        const delayMs = luck() < rate ? Math.round(stage.delayOf(number)) : undefined
        books.add(variant, tick, intoTickMs, delayMs)
        post.report(number, atMs, delayMs)
      }
    }
    books.hear(tick)
  }
  return losses
}

/** The template and its variants, in the order of the world. */
async function setStage({ server, slug, world, seed }: PlayedWorld) {
  const { policies, catalog } = server.services
  const { window, drawMs } = world.delay ?? { window: { offsetMs: 0, untilMs: 7 * DAY }, drawMs: () => 0 }
  server.setNow(new Date(START))
  await createOrg(server, slug, { offset_days: window.offsetMs / DAY, lookback_days: window.untilMs / DAY })
  const settings = {
    key_metric: 'conversion_rate',
    split: { method: 'internal_persistent', control_share: 0 },
    attribution: { conversion_events: ['purchase'] },
  }
  await createTemplate(server, slug, 'welcome', settings, 0)
  const places = new Map<string, number>()
  const random = createRandom('delays', String(seed))
  const delays = Float64Array.from({ length: DELAYS }, () => drawMs(random))
  return {
    delayOf: (message: number) => delays[(message * 40_503) % DELAYS] ?? 0,
    async launch(tick: number): Promise<void> {
      for (const [variant, { joinsAtTick }] of world.variants.entries()) {
        if (joinsAtTick !== tick) continue
        const body = { name: `v${variant}`, vars: { subject: `Number ${variant}` }, status: 'approved' }
        const reply = await server.call('POST', `/api/v1/orgs/${slug}/templates/welcome/variants`, body)
        places.set(reply.body.id, variant)
      }
    },
    async served(live: readonly number[]): Promise<readonly number[]> {
      const { org, template } = await findPlace(catalog, slug)
      const shares = await policies.allocationOf(org, template)
      const byVariant = new Map([...shares].map(([id, share]) => [places.get(id), share]))
      return live.map(variant => byVariant.get(variant) ?? 0)
    },
    async ask(numbers: readonly number[]): Promise<readonly (number | undefined)[]> {
      const requests = numbers.map(number => ({ user_id: `u${number}`, tracking_id: `t${number}` }))
      const reply = await server.call('POST', `/api/batch-generate/${slug}`, {
        template_id: 'welcome',
        requests,
      })
      return reply.body.results.map(({ copy }: { copy: { id: string } }) => places.get(copy.id))
    },
  }
}

const DELAYS = 65_536

async function findPlace(
  catalog: TestApp['services']['catalog'],
  slug: string,
): Promise<{ org: Org; template: Template }> {
  const org = await catalog.findOrg(slug)
  const template = org?.templates.get('welcome')
  if (!org || !template) throw new Error(`nothing is played in ${slug}`)
  return { org, template }
}

/** Sends reports: those of a tick come at its end, shuffled. */
class Post {
  readonly #played: PlayedWorld
  readonly #random: Random
  readonly #due = new Map<number, object[]>()

  constructor(played: PlayedWorld) {
    this.#played = played
    this.#random = createRandom('post', String(played.seed))
  }

  report(message: number, atMs: number, delayMs: number | undefined): void {
    const who = { user_id: `u${message}`, tracking_id: `t${message}` }
    const { reportsSends } = this.#played
    if (reportsSends)
      this.#put(atMs + SENT_AFTER_MS, { event: 'email_sent', event_id: `s${message}`, ...who })
    // Events after a send are dated from it.
    const sinceMs = reportsSends ? SENT_AFTER_MS : 0
    if (delayMs !== undefined)
      this.#put(atMs + sinceMs + delayMs, { event: 'purchase', event_id: `p${message}`, ...who })
  }

  #put(happenedMs: number, event: object): void {
    const { tickMs } = this.#played.world
    const isLate = this.#random() < STRAGGLING
    const heard = Math.floor((happenedMs - START) / tickMs) + 1 + (isLate ? Math.ceil(DAY / tickMs) : 0)
    const list = this.#due.get(heard) ?? []
    this.#due.set(heard, list)
    const told = { ...event, timestamp: new Date(happenedMs).toISOString() }
    list.push(told, ...(this.#random() < DOUBLED ? [told] : []))
  }

  async deliver(tick: number): Promise<void> {
    const { server, slug } = this.#played
    const events = (this.#due.get(tick) ?? [])
      .map(event => ({ event, key: this.#random() }))
      .sort((a, b) => a.key - b.key)
      .map(({ event }) => event)
    this.#due.delete(tick)
    for (let at = 0; at < events.length; at += EVENTS_A_CALL)
      await server.call('POST', `/api/webhook/events/${slug}`, events.slice(at, at + EVENTS_A_CALL))
  }
}
