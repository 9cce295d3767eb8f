import { type ArmSums, addSums } from '../../../core/inference/sums.ts'
import type { SummedSpan } from '../sums-store.ts'
import { type Page, type SegmentSums, STRETCH_MS } from './scan-store.ts'
import type { SegmentRow } from './segment-schema.ts'

/** Messages with one value, with the others, or without any. */
export interface Part {
  readonly kind: SegmentRow['kind']
  readonly value: string | null
  readonly control: Whole
  readonly treatment: Whole
  /** In order of time, with messages whose window is open. */
  readonly spans: readonly PartSpan[]
}

interface Whole {
  readonly decisions: number
  readonly messages: number
  readonly total: number
}

export interface PartSpan extends SummedSpan {
  readonly isOpen: boolean
}

export interface Tallied {
  readonly parts: readonly Part[]
  /** Decisions of the template. */
  readonly decisions: number
  /** Set if there are older decisions that were not read: where reading ended. */
  readonly endedAt: Date | undefined
}

/**
 * Adds up pages until a number of decisions is read, so that the work has an end however much is stored.
 * @param readMax decisions of the organisation
 */
export async function tallySegments(pages: AsyncIterable<Page>, readMax: number): Promise<Tallied> {
  const parts = new Map<string, SegmentSums[]>()
  let [decisions, read] = [0, 0]
  let last: Page['last'] = null
  for await (const page of pages) {
    if (read >= readMax && page.read > 0) return { parts: partsOf(parts), decisions, endedAt: last?.at }
    decisions += page.own
    read += page.read
    last = page.last
    for (const sums of page.sums) {
      const key = keyOf(sums)
      parts.set(key, [...(parts.get(key) ?? []), sums])
    }
  }
  return { parts: partsOf(parts), decisions, endedAt: undefined }
}

const partsOf = (parts: ReadonlyMap<string, readonly SegmentSums[]>): readonly Part[] =>
  [...parts.values()].map(partOf)

const kindOf = ({ value, isOther }: SegmentSums): Part['kind'] =>
  value !== null ? 'value' : isOther ? 'others' : 'none'
const keyOf = (sums: SegmentSums): string => `${kindOf(sums)} ${sums.value}`

function partOf(rows: readonly SegmentSums[]): Part {
  const [first] = rows
  return {
    kind: first ? kindOf(first) : 'none',
    value: first?.value ?? null,
    control: wholeOf(rows.filter(({ arm }) => arm === 'control')),
    treatment: wholeOf(rows.filter(({ arm }) => arm === 'treatment')),
    spans: spansOf(rows),
  }
}

const wholeOf = (rows: readonly SegmentSums[]): Whole => ({
  decisions: rows.reduce((sum, { decisions }) => sum + decisions, 0),
  messages: rows.reduce((sum, { messages }) => sum + messages, 0),
  total: rows.reduce((sum, { whole }) => sum + whole, 0),
})

function spansOf(rows: readonly SegmentSums[]): readonly PartSpan[] {
  const spans = new Map<string, PartSpan>()
  for (const row of rows) {
    const fromMs = row.from.getTime()
    const key = `${fromMs} ${row.arm} ${row.isOpen}`
    const known = spans.get(key)
    const sums = known ? addSums(known.sums, armSums(row)) : armSums(row)
    spans.set(key, {
      ...{ variantId: row.arm, arm: row.arm, fromMs, untilMs: fromMs + STRETCH_MS, isOpen: row.isOpen },
      sums,
    })
  }
  return [...spans.values()].sort((a, b) => a.fromMs - b.fromMs)
}

const armSums = (row: SegmentSums): ArmSums => ({
  messages: row.messages,
  inverse: row.inverse,
  inverseRoot: row.inverseRoot,
  inverseSquare: row.inverseSquare,
  outcome: {
    total: row.total,
    squares: row.squares,
    inverse: row.totalInverse,
    inverseRoot: row.totalInverseRoot,
    inverseSquare: row.totalInverseSquare,
    squaresInverse: row.squaresInverse,
    squaresInverseSquare: row.squaresInverseSquare,
  },
})
