import { Gauge, type Registry } from 'prom-client'

/** How a source of a warehouse is. */
export interface SourceFigures {
  readonly org: string
  readonly source: string
  /** Seconds since 1970; null if no run has finished. */
  readonly lastSuccess: number | null
  /** The age of the newest event in seconds; null without any, or without a schedule. */
  readonly late: number | null
  /** Runs that have failed since the last one that finished. */
  readonly failedRuns: number
  /** Days whose newest export waits for a person. */
  readonly heldDays: number
}

const GAUGES: readonly (readonly [
  name: string,
  help: string,
  of: (figures: SourceFigures) => number | null,
])[] = [
  [
    'parley_source_last_success_timestamp_seconds',
    'End of the last run of a source that finished, in seconds since 1970.',
    ({ lastSuccess }) => lastSuccess,
  ],
  ['parley_source_late_seconds', 'Age of the newest event of a source.', ({ late }) => late],
  [
    'parley_source_failed_runs',
    'Runs of a source that have failed since the last one that finished.',
    ({ failedRuns }) => failedRuns,
  ],
  [
    'parley_source_held_days',
    'Days of a source whose newest export waits for a person.',
    ({ heldDays }) => heldDays,
  ],
]

/** All gauges of a scrape stand on one answer, and another server may scrape a moment later. */
const KEPT_MS = 10_000

/**
 * Adds the gauges of sources: a series for each source, of which an installation has few.
 * @param load asked at a scrape
 */
export function addSourceGauges(registry: Registry, load: () => Promise<readonly SourceFigures[]>): void {
  let asked = { at: Number.NEGATIVE_INFINITY, figures: Promise.resolve<readonly SourceFigures[]>([]) }
  const recent = () => {
    const now = performance.now()
    // Without an answer the series end, which says more than their last values.
    if (now - asked.at > KEPT_MS) asked = { at: now, figures: load().catch(() => []) }
    return asked.figures
  }
  for (const [name, help, of] of GAUGES)
    new Gauge({
      ...{ name, help, labelNames: ['org', 'source'], registers: [registry] },
      async collect() {
        const figures = await recent()
        this.reset()
        for (const each of figures) {
          const value = of(each)
          if (value !== null) this.set({ org: each.org, source: each.source }, value)
        }
      },
    })
}
