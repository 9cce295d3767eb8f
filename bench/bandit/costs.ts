// Measures the cost of the bandit: a refresh, which runs off the request path, and a choice, which runs on it.
//   node dist-bench/bench/bandit/costs.js
import { fileURLToPath } from 'node:url'
import { adaptive } from '../../src/core/bandit/adaptive.ts'
import type { Evidence, Reward, Strategy } from '../../src/core/bandit/bandit.ts'
import { contextual } from '../../src/core/bandit/context/contextual.ts'
import { pick } from '../../src/core/bandit/pick.ts'
import { cellOf } from '../../src/core/measure/cell.ts'
import { drawBinomial } from '../../src/core/stats/draw/draw-binomial.ts'
import { drawNormal } from '../../src/core/stats/draw/draw-normal.ts'
import { createRandom } from '../../src/core/stats/draw/random.ts'
import { servePolicy } from '../../src/features/learning/served-policy.ts'
import type { Template } from '../../src/runtime/catalog/catalog.ts'
import { alignedTable } from './report.ts'

export interface Cost {
  readonly name: string
  /** Processor time of the fastest of several runs. Other load on the machine hardly changes it. */
  readonly milliseconds: number
  /** Undefined if the figure is for information only. */
  readonly atMost?: number
}

const RUNS = 7
const PICKS = 1_000_000

/** From evidence to the tables of all cells for all variants, and one choice from a table. */
export function measureCosts(): readonly Cost[] {
  return [
    refreshCost('refresh, 50 variants, 36 cells', contextual, evidenceOf(50, true), 200),
    refreshCost('refresh, 200 variants, 36 cells', contextual, evidenceOf(200, true)),
    refreshCost('refresh, 200 variants, no attributes', adaptive, evidenceOf(200, false), 50),
    fitCost('of that, the fit, before any table', contextual, evidenceOf(200, true)),
    { name: 'choice from a table of 50', milliseconds: pickCost(), atMost: 0.002 },
    { name: 'choice with look-ups, 50 variants, 36 cells', milliseconds: servedCost(false), atMost: 0.002 },
    { name: 'the same, 10 of them for some people only', milliseconds: servedCost(true), atMost: 0.002 },
  ]
}

export const describeCosts = (costs: readonly Cost[]): string =>
  alignedTable([
    ['cost', 'ms', 'at most'],
    ...costs.map(({ name, milliseconds, atMost }) => [
      name,
      milliseconds < 1 ? milliseconds.toFixed(6) : milliseconds.toFixed(1),
      atMost === undefined ? '' : String(atMost),
    ]),
  ])

function refreshCost(name: string, strategy: Strategy, evidence: Evidence, atMost?: number): Cost {
  const ids = evidence.rewards.map(({ variantId }) => variantId)
  const cells = evidence.rewards[0]?.cells?.map(({ cell }) => cell) ?? ['']
  const milliseconds = cheapestOf(RUNS, run => {
    const policy = strategy(evidence, String(run))
    for (const cell of cells) policy.table(ids, cell)
  })
  return { name, milliseconds, ...(atMost !== undefined && { atMost }) }
}

function pickCost(): number {
  const evidence = evidenceOf(50, true)
  const table = contextual(evidence, 'pick').table(evidence.rewards.map(({ variantId }) => variantId))
  let sum = 0
  const milliseconds = cheapestOf(RUNS, () => {
    for (let at = 0; at < PICKS; at++) sum += pick(table, 0.02, at / PICKS, 1 - at / PICKS).index
  })
  if (!Number.isFinite(sum)) throw new Error('a choice was no position')
  return milliseconds / PICKS
}

function fitCost(name: string, strategy: Strategy, evidence: Evidence): Cost {
  return { name, milliseconds: cheapestOf(RUNS, run => strategy(evidence, String(run))) }
}

/** The steps after hashing a key: the eligible variants, the table of the cell, and its row. */
function servedCost(isTargeted: boolean): number {
  const evidence = evidenceOf(50, true)
  const variants = evidence.rewards.map(({ variantId }, at) => ({
    ...{ id: variantId, isControl: false, status: 'approved' },
    attrs: isTargeted && at < 10 ? { plan: [`level ${at % 3}`] } : {},
  }))
  // Only the fields that are used.
  const template = { algorithm: 'contextual', variants } as unknown as Template
  const policy = servePolicy(contextual(evidence, 'served'), template, { version: 1, blocked: new Map() })
  const people = placesOf().map(attributesAt)
  const cells = people.map(attributes => cellOf(attributes, NAMES))
  let sum = 0
  const milliseconds = cheapestOf(RUNS, () => {
    for (let at = 0; at < PICKS; at++) {
      const kind = at % people.length
      const candidates = policy.candidatesFor(people[kind] ?? {})
      const table = policy.tableFor(candidates, cells[kind] ?? '')
      sum += pick(table, 0.02, at / PICKS, 1 - at / PICKS).index
    }
  })
  if (!Number.isFinite(sum)) throw new Error('a choice was no position')
  return milliseconds / PICKS
}

const LEVELS: readonly (readonly [string, number])[] = [
  ['plan', 3],
  ['region', 4],
  ['device', 3],
]
const NAMES = LEVELS.map(([name]) => name)

const placesOf = (): readonly (readonly number[])[] =>
  LEVELS.reduce<readonly (readonly number[])[]>(
    (before, [, size]) => before.flatMap(place => Array.from({ length: size }, (_, at) => [...place, at])),
    [[]],
  )

const attributesAt = (place: readonly number[]) =>
  Object.fromEntries(NAMES.map((name, at) => [name, [`level ${place[at]}`]]))

function cheapestOf(runs: number, work: (run: number) => void): number {
  const times = Array.from({ length: runs }, (_, run) => {
    const startedAt = process.cpuUsage()
    work(run)
    const { user, system } = process.cpuUsage(startedAt)
    return (user + system) / 1000
  })
  return Math.min(...times)
}

/** A month of a busy template: 4,000 messages a variant, in cells that matter a little. */
function evidenceOf(variants: number, hasCells: boolean): Evidence {
  const random = createRandom('costs', String(variants))
  const cells = placesOf().map(place => cellOf(attributesAt(place), NAMES))
  const rewards = Array.from({ length: variants }, (_, variant): Reward => {
    const counts = cells.map(cell => {
      const sends = 4000 / cells.length
      const rate = Math.min(0.5, 0.03 * Math.exp(0.2 * drawNormal(random)))
      return { cell, sends: Math.round(sends), successes: drawBinomial(Math.round(sends), rate, random) }
    })
    const sum = (of: (count: (typeof counts)[number]) => number) =>
      counts.reduce((total, count) => total + of(count), 0)
    return {
      variantId: `variant ${String(variant).padStart(3, '0')}`,
      trials: sum(({ sends }) => sends),
      successes: sum(({ successes }) => successes),
      sum: 0,
      sumOfSquares: 0,
      ...(hasCells && {
        cells: counts.map(({ cell, sends, successes }) => ({
          cell,
          cohorts: [{ fromMs: 0, untilMs: 1, sends, successes }],
        })),
      }),
    }
  })
  return { kind: 'rate', better: 'higher', rewards }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) console.log(describeCosts(measureCosts()))
