import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import { addSourceGauges, type SourceFigures } from './source-gauges.ts'

/** Metrics for Prometheus. Labels are few and bounded: no ids of people, messages or templates. Only the
 * series of sources have the names of organisations. */
export interface Metrics {
  observeRequest(route: string, status: number, tookMs: number): void
  observeAnswer(reason: string, degraded: boolean): void
  observeRefusal(platform: string, reason: string): void
  /** @param limit what refused the call: a key, a person, an organisation, a network or a quota */
  observeLimited(kind: string, limit: string): void
  observeBatch(outcomes: ReadonlyMap<string, number>, tookMs: number): void
  /** The text that Prometheus scrapes. */
  text(): Promise<string>
  readonly contentType: string
}

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5]

/** Figures of the store, queried at every scrape. */
export interface StoreFigures {
  /** The number of inbound requests that wait to be processed. */
  readonly backlog: () => Promise<number>
  readonly transactionAge: () => Promise<number>
  readonly sources: () => Promise<readonly SourceFigures[]>
}

export function createMetrics({ backlog, transactionAge, sources }: StoreFigures): Metrics {
  const registry = new Registry()
  const registers = [registry]
  collectDefaultMetrics({ register: registry })
  const requests = new Histogram({
    name: 'parley_http_request_seconds',
    help: 'Time to answer, by route and status.',
    labelNames: ['route', 'status'],
    buckets: SECONDS,
    registers,
  })
  // Finding a series by its labels takes longer than adding to it, and every request does this.
  const found = new Map<string, Map<number, ReturnType<typeof requests.labels>>>()
  const series = (route: string, status: number) => {
    const ofRoute = found.get(route) ?? new Map<number, ReturnType<typeof requests.labels>>()
    const known = ofRoute.get(status) ?? requests.labels(route, String(status))
    found.set(route, ofRoute.set(status, known))
    return known
  }
  const given = new Map<string, number>()
  const degradedOnes = new Map<string, number>()
  new Counter({
    name: 'parley_answers_total',
    help: 'Chosen wordings, by reason.',
    labelNames: ['reason', 'degraded'],
    registers,
    // Counted separately: the library takes longer to find a series than a look-up of a choice takes.
    collect() {
      for (const [reason, count] of given) this.inc({ reason, degraded: 'false' }, count)
      for (const [reason, count] of degradedOnes) this.inc({ reason, degraded: 'true' }, count)
      given.clear()
      degradedOnes.clear()
    },
  })
  const refusals = new Counter({
    name: 'parley_webhook_refusals_total',
    help: 'Webhook calls that could not be verified.',
    labelNames: ['platform', 'reason'],
    registers,
  })
  const limited = new Counter({
    name: 'parley_limited_calls_total',
    help: 'Calls that were answered 429, by their kind and the limit.',
    labelNames: ['kind', 'limit'],
    registers,
  })
  const processed = new Counter({
    name: 'parley_inbound_processed_total',
    help: 'Webhook calls processed, by outcome.',
    labelNames: ['outcome'],
    registers,
  })
  const batches = new Histogram({
    name: 'parley_inbound_batch_seconds',
    help: 'Time to process a batch of webhook calls.',
    buckets: SECONDS,
    registers,
  })
  new Gauge({
    name: 'parley_inbound_backlog',
    help: 'Webhook calls that are stored and wait to be processed.',
    registers,
    async collect() {
      this.set(await backlog().catch(() => Number.NaN))
    },
  })
  new Gauge({
    name: 'parley_store_transaction_age',
    help: 'Transactions since the oldest that the store still has to tell apart. The store stops at two thousand million.',
    registers,
    async collect() {
      this.set(await transactionAge().catch(() => Number.NaN))
    },
  })
  addSourceGauges(registry, sources)
  return {
    observeRequest: (route, status, tookMs) => series(route, status).observe(tookMs / 1000),
    observeAnswer(reason, degraded) {
      const counts = degraded ? degradedOnes : given
      counts.set(reason, (counts.get(reason) ?? 0) + 1)
    },
    observeRefusal: (platform, reason) => refusals.labels(platform, reason).inc(),
    observeLimited: (kind, limit) => limited.labels(kind, limit).inc(),
    observeBatch(outcomes, tookMs) {
      for (const [outcome, count] of outcomes) processed.labels(outcome).inc(count)
      if (outcomes.size > 0) batches.observe(tookMs / 1000)
    },
    text: () => registry.metrics(),
    contentType: registry.contentType,
  }
}
