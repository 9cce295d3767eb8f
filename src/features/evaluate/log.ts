import { cellOf } from '../../core/measure/cell.ts'
import { matches } from '../../core/targeting/matches.ts'
import type { Template } from '../../runtime/catalog/catalog.ts'
import { treated } from './asked.ts'
import type { StoredDecision } from './store.ts'

/** What a policy would have been asked: who was eligible, for what kind of person. */
export interface Context {
  readonly eligible: readonly string[]
  readonly cell: string
}

export interface PastDecision {
  readonly at: Date
  readonly variantId: string
  readonly context: Context
  readonly outcome: number
  /** Given that the message was treated. */
  readonly propensity: number
}

/** Treated messages in the order of their decisions, in about 30 bytes each. */
export interface PastLog {
  readonly size: number
  get(at: number): PastDecision
}

export interface LogReader {
  add(page: readonly StoredDecision[]): void
  /** Messages so far. */
  size(): number
  done(): PastLog
}

/** More kinds of people than this are taken to be of no kind. */
const CELLS_MAX = 1_000

const NOBODY: Context = { eligible: [], cell: '' }

interface Columns {
  readonly times: Float64Array
  readonly variants: Uint32Array
  readonly contexts: Uint32Array
  readonly outcomes: Float64Array
  readonly propensities: Float64Array
}

const columnsFor = (size: number): Columns => ({
  times: new Float64Array(size),
  variants: new Uint32Array(size),
  contexts: new Uint32Array(size),
  outcomes: new Float64Array(size),
  propensities: new Float64Array(size),
})

/**
 * Keeps what an evaluation needs of the log.
 * - The logged propensity is of a treated message and of its variant; it is divided by the share of treatment. That
 *   was logged with the control's decisions, so a share that was changed on the way is known.
 * - Eligible are variants that are approved now, are meant for the person, and had been given to anybody by then: of
 *   others the log says nothing.
 * @param learned attributes that make the cell of a person
 * @param sendsOnly whether a decision that the platform did not send is no message
 */
export function createLogReader(
  template: Template,
  learned: readonly string[],
  sendsOnly: boolean,
): LogReader {
  const pages: Columns[] = []
  const candidates = treated(template)
  const variantIds: string[] = []
  const variantIndex = new Map<string, number>()
  const contexts: Context[] = []
  const contextIndex = new Map<string, number>()
  const cells = new Set<string>()
  let controlShare = template.split.method === 'external' ? 0 : template.split.controlShare
  let size = 0

  function indexOfVariant(id: string): number {
    let index = variantIndex.get(id)
    if (index === undefined) {
      index = variantIds.push(id) - 1
      variantIndex.set(id, index)
    }
    return index
  }

  function indexOfContext(attrs: StoredDecision['attrs']): number {
    const found = cellOf(attrs, learned)
    const cell = cells.has(found) || cells.size < CELLS_MAX ? found : ''
    cells.add(cell)
    const eligible = candidates
      .filter(({ id, attrs: targets }) => variantIndex.has(id) && matches(targets, attrs))
      .map(({ id }) => id)
    const key = `${cell}\0${eligible.join('\0')}`
    let index = contextIndex.get(key)
    if (index === undefined) {
      index = contexts.push({ eligible, cell }) - 1
      contextIndex.set(key, index)
    }
    return index
  }

  return {
    add(page) {
      const kept: (StoredDecision & { readonly share: number })[] = []
      for (const decision of page) {
        if (decision.arm === 'control') controlShare = decision.propensity
        else if (decision.variantId !== null && (decision.isSent || !sendsOnly))
          kept.push({ ...decision, share: controlShare })
      }
      const { times, variants, contexts: kinds, outcomes, propensities } = columnsFor(kept.length)
      for (const [at, decision] of kept.entries()) {
        times[at] = decision.at.getTime()
        // First, so that what was chosen counts among what could be.
        variants[at] = indexOfVariant(decision.variantId ?? '')
        kinds[at] = indexOfContext(decision.attrs)
        outcomes[at] = decision.outcome
        // Rounding, or a share that was changed a moment ago, may carry it beyond one.
        propensities[at] = Math.min(1, decision.propensity / Math.max(1e-9, 1 - decision.share))
      }
      pages.push({ times, variants, contexts: kinds, outcomes, propensities })
      size += kept.length
    },
    size: () => size,
    done: () => ({ size, get: readerOf(pages, variantIds, contexts) }),
  }
}

function readerOf(
  pages: readonly Columns[],
  variantIds: readonly string[],
  contexts: readonly Context[],
): PastLog['get'] {
  const starts: number[] = []
  let end = 0
  for (const { times } of pages) {
    starts.push(end)
    end += times.length
  }
  let page = 0
  const startOf = (index: number) => starts[index] ?? Number.POSITIVE_INFINITY
  // Asked for in order, as a rule, so the page is the same as before or the next one.
  const turnTo = (at: number) => {
    if (at < startOf(page)) page = 0
    while (at >= startOf(page + 1)) page++
  }
  return at => {
    turnTo(at)
    const columns = pages[page]
    if (columns === undefined || at < 0 || at >= end) throw new RangeError(`there is no decision ${at}`)
    const read = (column: ArrayLike<number>) => column[at - startOf(page)] ?? 0
    return {
      at: new Date(read(columns.times)),
      variantId: variantIds[read(columns.variants)] ?? '',
      context: contexts[read(columns.contexts)] ?? NOBODY,
      outcome: read(columns.outcomes),
      propensity: read(columns.propensities),
    }
  }
}
