import { withFloor } from '../../core/bandit/even-share.ts'
import type { Clock } from '../../lib/clock.ts'
import type { Org, Template } from '../../runtime/catalog/catalog.ts'
import { controlShareOf } from '../../runtime/catalog/control-share.ts'
import type { Database } from '../../runtime/db/session.ts'
import { loadTemplateCounts, type TemplateCounts } from './evidence-store.ts'
import { learn } from './learn.ts'
import { completeUntil } from './outage.ts'
import {
  type Allocation,
  loadLastHeard,
  loadLatestShares,
  loadVersions,
  type Place,
  saveAllocations,
} from './policy-store.ts'
import { type Division, reasonFor } from './reweighting.ts'
import { type ServedPolicy, servePolicy } from './served-policy.ts'

/** The current division of traffic, from memory. Rebuilt outside of requests when counts change. */
export interface Policies {
  /**
   * The policy of a template. Only the first call reads the store; if the store is down, the policy is made from the
   * prior.
   */
  policyOf(org: Org, template: Template): ServedPolicy | Promise<ServedPolicy>
  /** The current share of treated traffic of each approved variant, exploration included. */
  allocationOf(org: Org, template: Template): Promise<ReadonlyMap<string, number>>
  /** The same if the template were this one, such as with one more approved variant. Nothing changes. */
  allocationIf(org: Org, template: Template): Promise<ReadonlyMap<string, number>>
  /** The variants that guardrails block at present, with the reason, by variant id. */
  blockedOf(org: Org, template: Template): Promise<ServedPolicy['blocked']>
  /**
   * Rebuilds policies with new counts, from any process. To be called about every second.
   * @param isSparing whether a template that takes long may wait, see `restAfter`
   */
  refresh(how?: { readonly isSparing: boolean }): Promise<void>
}

interface Entry extends TemplateCounts {
  readonly policy: ServedPolicy
  readonly builtAtMs: number
}

/** The pause of a template, in milliseconds, so that loading and building it takes at most a tenth of the time. */
const restAfter = (tookMs: number): number => Math.min(REST_MAX_MS, 10 * tookMs)

// With the duration of a round, new counts are in use within five seconds.
const REST_MAX_MS = 3_000

/** Messages mature even if nothing is reported, so a policy is rebuilt after this time in any case. */
const REBUILD_MS = 600_000

export function createPolicies(
  db: Database,
  knownOrg: (id: number) => Org | undefined,
  clock: Clock,
): Policies {
  const entries = new Map<string, Entry>()
  /** The division last written to the history, and the policy that made it. */
  const recorded = new Map<string, { readonly division: Division; readonly policy: ServedPolicy }>()
  const loading = new Map<string, Promise<Entry>>()
  /** The end of the pause of each template, by the clock of `performance`. */
  const restsUntil = new Map<string, number>()
  /** By organisation id, the time of the last report from any of its platforms. */
  let lastHeard: ReadonlyMap<number, Date> = new Map()

  function build(learned: TemplateCounts): Entry {
    const entry = imagine(learned)
    entries.set(keyOf(learned.org, learned.template), entry)
    return entry
  }

  function imagine(learned: TemplateCounts): Entry {
    const { org, template, version } = learned
    const nowMs = clock().getTime()
    const others = [...entries.values()].filter(
      other => other.org.id === org.id && other.template.id !== template.id,
    )
    const { policy, blocked } = learn({
      ...learned,
      others,
      asOfMs: completeUntil(nowMs, lastHeard.get(org.id)),
      seed: `${org.slug}/${template.id}/${version}`,
    })
    const served = servePolicy(policy, template, { version, blocked })
    return { ...learned, policy: served, builtAtMs: nowMs }
  }

  /** Undefined if the template was never requested. */
  function knownEntry(org: Org, template: Template): Entry | undefined {
    const entry = entries.get(keyOf(org, template))
    // The catalogue makes a new object when the template or its variants change.
    if (entry === undefined || entry.template === template) return entry
    return build({ ...entry, org, template })
  }

  /**
   * Loads an entry. Concurrent calls, such as after a start in the middle of a campaign, share one read of the store.
   */
  async function loadEntry(org: Org, template: Template): Promise<Entry> {
    const key = keyOf(org, template)
    const underWay = loading.get(key) ?? loadFirst(org, template).finally(() => loading.delete(key))
    loading.set(key, underWay)
    const entry = await underWay
    return knownEntry(org, template) ?? entry
  }

  async function loadFirst(org: Org, template: Template): Promise<Entry> {
    lastHeard = await loadLastHeard(db)
    const [learned] = await loadTemplateCounts(db, [{ org, template }], clock())
    return build(learned ?? nothingCounted(org, template))
  }

  const entryOf = async (org: Org, template: Template): Promise<Entry> =>
    knownEntry(org, template) ?? (await loadEntry(org, template))

  return {
    policyOf: (org, template) =>
      knownEntry(org, template)?.policy ??
      loadEntry(org, template).then(
        ({ policy }) => policy,
        () => withoutStore(org, template, clock().getTime()),
      ),
    allocationOf: async (org, template) => sharesOf(await entryOf(org, template)),
    async allocationIf(org, template) {
      const known = org.templates.get(template.id) ?? template
      return sharesOf(imagine({ ...(await entryOf(org, known)), template }))
    },
    blockedOf: async (org, template) => (await entryOf(org, template)).policy.blocked,
    async refresh({ isSparing } = { isSparing: false }) {
      const startedAt = performance.now()
      const asked = [...entries.values()].filter(
        ({ org, template }) => !isSparing || (restsUntil.get(keyOf(org, template)) ?? 0) <= startedAt,
      )
      if (entries.size === 0) return
      const versions = asked.length === 0 ? NO_VERSIONS : await loadVersions(db, asked)
      const dueMs = clock().getTime() - REBUILD_MS
      const stale = asked.filter(
        ({ org, template, version, builtAtMs }) =>
          (versions.get(keyOf(org, template)) ?? 0) > version || builtAtMs < dueMs,
      )
      if (stale.length > 0) await rebuildAll(stale)
      // A change of the configuration makes a new division too, without new counts.
      await rebuildChanged()
      await record(
        [...entries.values()].filter(entry => recorded.get(keyOfEntry(entry))?.policy !== entry.policy),
      )
    },
  }

  /** Yields to requests between two templates. */
  async function rebuildChanged(): Promise<void> {
    for (const { org, template } of [...entries.values()]) {
      const orgNow = knownOrg(org.id)
      const templateNow = orgNow?.templates.get(template.id)
      if (orgNow === undefined || templateNow === undefined || templateNow === template) continue
      knownEntry(orgNow, templateNow)
      await new Promise<void>(resolve => setImmediate(resolve))
    }
  }

  async function rebuildAll(stale: readonly Entry[]): Promise<void> {
    lastHeard = await loadLastHeard(db)
    const current = stale.flatMap(({ org, template }) => {
      const orgNow = knownOrg(org.id)
      const templateNow = orgNow?.templates.get(template.id)
      return orgNow && templateNow ? [{ org: orgNow, template: templateNow }] : []
    })
    for (const places of inTurns(current)) await rebuild(places)
  }

  /** Yields to requests between two templates. */
  async function rebuild(places: readonly Place[]): Promise<void> {
    const startedAt = performance.now()
    for (const learned of await loadTemplateCounts(db, places, clock())) {
      build(learned)
      await new Promise<void>(resolve => setImmediate(resolve))
    }
    const endedAt = performance.now()
    const rest = restAfter((endedAt - startedAt) / places.length)
    for (const { org, template } of places) restsUntil.set(keyOf(org, template), endedAt + rest)
  }

  /** Writes the divisions that differ from the last written ones, with the reason. */
  async function record(changed: readonly Entry[]): Promise<void> {
    if (changed.length === 0) return
    const unknown = changed.filter(entry => !recorded.has(keyOfEntry(entry)))
    const stored = unknown.length === 0 ? undefined : await loadLatestShares(db, unknown)
    const rows = changed.flatMap((entry): readonly Allocation[] => {
      const key = keyOfEntry(entry)
      const division = divisionOf(entry)
      const latest = stored?.get(key)
      const before = recorded.get(key)?.division ?? (latest && { ...division, ...latest })
      const reason = reasonFor(before, division)
      recorded.set(key, {
        division: reason === undefined && before ? before : division,
        policy: entry.policy,
      })
      if (reason === undefined) return []
      const { shares, controlShare } = division
      const { org, template, version } = entry
      const place = { orgId: org.id, templateId: template.id, version, configVersion: org.configVersion }
      return [{ ...place, shares, controlShare, reason }]
    })
    await saveAllocations(db, rows, clock())
  }
}

const keyOfEntry = ({ org, template }: Entry): string => keyOf(org, template)

const divisionOf = (entry: Entry): Division => ({
  shares: sharesOf(entry),
  controlShare: controlShareOf(entry.template),
  blocked: new Set(entry.policy.blocked.keys()),
  isManual: entry.template.algorithm === 'manual',
})

const NO_VERSIONS: ReadonlyMap<string, number> = new Map()

/** Templates that learn by attributes take long to load. Each of them is loaded alone, after all others. */
function inTurns(places: readonly Place[]): readonly (readonly Place[])[] {
  const [quick, slow] = [false, true].map(isSlow =>
    places.filter(({ template }) => template.learning.context.length > 0 === isSlow),
  )
  return [...(quick?.length ? [quick] : []), ...(slow ?? []).map(place => [place])]
}

const keyOf = (org: Org, template: Template): string => `${org.id}|${template.id}`

const nothingCounted = (org: Org, template: Template): TemplateCounts => ({
  org,
  template,
  version: 0,
  denominator: 'decision',
  variants: [],
})

function withoutStore(org: Org, template: Template, nowMs: number): ServedPolicy {
  const lesson = { template, variants: [], others: [], asOfMs: nowMs, seed: keyOf(org, template) }
  return servePolicy(learn(lesson).policy, template, { version: 0, blocked: new Map() })
}

function sharesOf({ policy, template }: Entry): ReadonlyMap<string, number> {
  const { everybody } = policy
  const shares = withFloor(policy.tableFor(everybody, '').shares, template.epsilon)
  return new Map(everybody.ids.map((id, at) => [id, shares[at] ?? 0]))
}
