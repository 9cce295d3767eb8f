import type { Policy } from '../../core/bandit/bandit.ts'
import type { Table } from '../../core/bandit/table.ts'
import type { Blocked } from '../../core/inference/guardrails/guardrails.ts'
import type { Attributes } from '../../core/targeting/normalise.ts'
import { createNamedId } from '../../lib/id.ts'
import type { Template } from '../../runtime/catalog/catalog.ts'
import { type Candidates, candidatesAmong } from './candidates.ts'

/** The policy of a template at one version of its counts, for requests: look-ups without statistics. */
export interface ServedPolicy {
  /** The version of the counts that it was made from. Rises with every change. */
  readonly version: number
  readonly algorithm: string
  /** The reasons of blocked variants, by variant id. */
  readonly blocked: ReadonlyMap<string, Blocked>
  /** All variants that may be chosen, with any targeting. */
  readonly everybody: Candidates
  /** The variants for people with these attributes: approved, matching, and not blocked. */
  candidatesFor(attributes: Attributes): Candidates
  /** @param candidates at least one, of this policy */
  tableFor(candidates: Candidates, cell: string): ServedTable
  /** The cells for which `everybody` has a table. */
  cellsAsked(): Iterable<string>
}

export interface ServedTable extends Table {
  /** Derived from the content, so equal tables have the same id in every process. */
  readonly id: string
  readonly version: number
  readonly algorithm: string
  readonly cell: string
  readonly candidates: Candidates
}

/** @param policy made for this template; tables are built when they are first asked for */
export function servePolicy(
  policy: Policy,
  template: Template,
  { version, blocked }: Pick<ServedPolicy, 'version' | 'blocked'>,
): ServedPolicy {
  const { algorithm } = template
  const treatable = template.variants.filter(
    ({ id, isControl, status }) => !isControl && status === 'approved' && !blocked.has(id),
  )
  const everybody = { variants: treatable, ids: treatable.map(({ id }) => id) }
  const isTargeted = treatable.some(({ attrs }) => Object.keys(attrs).length > 0)
  const candidatesFor = isTargeted ? candidatesAmong(treatable) : () => everybody
  const tables = new WeakMap<Candidates, Map<string, ServedTable>>()
  return {
    version,
    algorithm,
    blocked,
    everybody,
    candidatesFor,
    cellsAsked: () => tables.get(everybody)?.keys() ?? [],
    tableFor(candidates, cell) {
      const byCell = tables.get(candidates) ?? new Map<string, ServedTable>()
      tables.set(candidates, byCell)
      let table = byCell.get(cell)
      if (table === undefined) {
        // Cells come from requests, so there may be any number of unknown ones.
        if (byCell.size >= CELLS_MAX) byCell.clear()
        const rows = policy.table(candidates.ids, cell)
        table = { ...rows, id: idOf(rows, candidates, cell), version, algorithm, cell, candidates }
        byCell.set(cell, table)
      }
      return table
    },
  }
}

const CELLS_MAX = 1000

const idOf = ({ winners }: Table, { ids }: Candidates, cell: string): string =>
  createNamedId(0, `${cell}\0${ids.join('\0')}\0${winners.join(',')}`)
