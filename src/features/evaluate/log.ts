import { cellOf } from '../../core/measure/cell.ts'
import { matches } from '../../core/targeting/matches.ts'
import type { Template } from '../../runtime/catalog/catalog.ts'
import { treated } from './asked.ts'
import type { StoredDecision } from './store.ts'

/** The context of a choice: the eligible variants and the cell of the person. */
export interface Context {
  readonly eligible: readonly string[]
  readonly cell: string
}

export interface PastDecision {
  readonly at: Date
  readonly variantId: string
  readonly context: Context
  readonly outcome: number
  /** The probability, given that the message was treated. */
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

/** If there are more cells, further people have no cell. */
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
 * Stores the part of the log that an evaluation needs.
 * - The logged propensity of a treated message and its variant is divided by the share of treatment. The control's
 *   decisions log that share, so a change of the share is known.
 * - Eligible variants are approved now, fit the person, and had already been given to somebody at that time. The log
 *   has no data about other variants.
 * @param learned attributes that form the cell of a person
 * @param sendsOnly whether decisions without a send are not messages
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
        // Done first, so that the chosen variant is among the eligible ones.
        variants[at] = indexOfVariant(decision.variantId ?? '')
        kinds[at] = indexOfContext(decision.attrs)
        outcomes[at] = decision.outcome
        // Rounding, or a recent change of the share, may push it above one.
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
  // Usually called in order, so the page is the current one or the next.
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
