import type { Evidence, Strategy } from '../bandit/bandit.ts'
import { withFloor } from '../bandit/floor.ts'
import { KEY_METRICS } from '../bandit/key-metric.ts'
import type { Org, Template } from '../catalog/catalog.ts'
import type { Database } from '../db/db.ts'
import {
  type Allocation,
  loadCounts,
  loadVersions,
  saveAllocations,
  type VariantCounts,
} from './policy-store.ts'
import { type ServedPolicy, servePolicy } from './served-policy.ts'

/** How traffic is divided now, from memory. Rebuilt off the request path whenever counts change. */
export interface Policies {
  /** The policy of a template; asks the store only the first time. Even shares when the store is away. */
  policyOf(org: Org, template: Template): ServedPolicy | Promise<ServedPolicy>
  /** The share of treated traffic each approved variant gets at present, exploration included. */
  allocationOf(org: Org, template: Template): Promise<ReadonlyMap<string, number>>
  /** Rebuilds what has new counts, whoever counted them. To be called about every second. */
  refresh(): Promise<void>
}

interface Entry {
  readonly version: number
  readonly policy: ServedPolicy
  readonly org: Org
  readonly template: Template
  readonly counts: readonly VariantCounts[]
}

// A finer change of the division is not worth a row in its history.
const NOTABLE_SHIFT = 0.005

export function createPolicies(
  db: Database,
  strategy: Strategy,
  knownOrg: (id: number) => Org | undefined,
): Policies {
  const entries = new Map<string, Entry>()
  const recorded = new Map<string, ReadonlyMap<string, number>>()

  function build(org: Org, template: Template, counts: readonly VariantCounts[], version: number): Entry {
    const learned = strategy(evidenceOf(template, counts), `${org.slug}/${template.id}/${version}`)
    const policy = servePolicy(learned, template, { version, blocked: new Map() })
    const entry = { org, template, counts, version, policy }
    entries.set(keyOf(org, template), entry)
    return entry
  }

  /** Undefined when the template was never asked for. */
  function knownEntry(org: Org, template: Template): Entry | undefined {
    const entry = entries.get(keyOf(org, template))
    // The catalogue makes a new object whenever the template or its variants are edited.
    if (entry === undefined || entry.template === template) return entry
    return build(org, template, entry.counts, entry.version)
  }

  async function loadEntry(org: Org, template: Template): Promise<Entry> {
    const [loaded] = await loadCounts(db, [{ org, template }])
    return build(org, template, loaded?.counts ?? [], loaded?.version ?? 0)
  }

  return {
    policyOf: (org, template) =>
      knownEntry(org, template)?.policy ??
      loadEntry(org, template).then(
        ({ policy }) => policy,
        () =>
          servePolicy(strategy(evidenceOf(template, []), keyOf(org, template)), template, {
            version: 0,
            blocked: new Map(),
          }),
      ),
    async allocationOf(org, template) {
      return sharesOf(knownEntry(org, template) ?? (await loadEntry(org, template)))
    },
    async refresh() {
      const versions = await loadVersions(db, [...entries.values()])
      const stale = [...entries.values()].filter(
        ({ org, template, version }) => (versions.get(keyOf(org, template)) ?? 0) > version,
      )
      if (stale.length === 0) return
      const current = stale.flatMap(({ org, template }) => {
        const orgNow = knownOrg(org.id)
        const templateNow = orgNow?.templates.get(template.id)
        return orgNow && templateNow ? [{ org: orgNow, template: templateNow }] : []
      })
      const rebuilt = (await loadCounts(db, current)).map(({ org, template, counts, version }) =>
        build(org, template, counts, version),
      )
      await saveAllocations(db, rebuilt.flatMap(notable))
    },
  }

  function notable(entry: Entry): readonly Allocation[] {
    const key = keyOf(entry.org, entry.template)
    const shares = sharesOf(entry)
    const before = recorded.get(key)
    const shifted = [...shares].some(
      ([id, share]) => Math.abs(share - (before?.get(id) ?? 0)) > NOTABLE_SHIFT,
    )
    if (!shifted) return []
    recorded.set(key, shares)
    return [{ orgId: entry.org.id, templateId: entry.template.id, version: entry.version, shares }]
  }
}

const keyOf = (org: Org, template: Template): string => `${org.id}|${template.id}`

function sharesOf({ policy, template }: Entry): ReadonlyMap<string, number> {
  const { everybody } = policy
  const shares = withFloor(policy.tableFor(everybody, '').shares, template.epsilon)
  return new Map(everybody.ids.map((id, at) => [id, shares[at] ?? 0]))
}

const treated = (template: Template) =>
  template.variants.filter(({ isControl, status }) => !isControl && status === 'approved')

/** What the key metric says of each variant. Trials are messages the platform sent, or decisions where it reports no sends. */
function evidenceOf(template: Template, counts: readonly VariantCounts[]): Evidence {
  const { kind, better, counted } = KEY_METRICS[template.keyMetric]
  const reportsSends = counts.some(({ sends }) => sends > 0)
  const byId = new Map(counts.filter(({ arm }) => arm === 'treatment').map(row => [row.variantId, row]))
  const rewards = treated(template).map(({ id: variantId }) => {
    const row = byId.get(variantId)
    if (!row) return { variantId, trials: 0, successes: 0, sum: 0, sumOfSquares: 0 }
    const trials = reportsSends ? row.sends : row.decisions
    return {
      variantId,
      trials,
      successes: Math.min(trials, row[counted]),
      sum: row.revenue,
      sumOfSquares: row.squares,
    }
  })
  return { kind, better, rewards }
}
