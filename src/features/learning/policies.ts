import type { FastifyBaseLogger } from 'fastify'
import type { Clock } from '../../lib/clock.ts'
import { atOnce, inSlices } from '../../lib/in-slices.ts'
import type { Org, Template } from '../../runtime/catalog/catalog.ts'
import type { Database } from '../../runtime/db/session.ts'
import { createDivisionHistory } from './division-history.ts'
import { loadTemplateCounts, type TemplateCounts } from './evidence-store.ts'
import { learn } from './learn.ts'
import { completeUntil } from './outage.ts'
import { type Entry, entryInSteps, isQuick, keyOf, provisional, sharesOf } from './policy-entry.ts'
import { loadLastHeard, loadVersions, type Place } from './policy-store.ts'
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
  log: FastifyBaseLogger,
): Policies {
  const entries = new Map<string, Entry>()
  const history = createDivisionHistory(db, clock)
  const loading = new Map<string, Promise<Entry>>()
  /** The end of the pause of each template, by the clock of `performance`. */
  const restsUntil = new Map<string, number>()
  /** By organisation id, the time of the last report from any of its platforms. */
  let lastHeard: ReadonlyMap<number, Date> = new Map()

  function circumstancesOf({ org, template, version }: TemplateCounts) {
    const nowMs = clock().getTime()
    const others = [...entries.values()].filter(
      other => other.org.id === org.id && other.template.id !== template.id,
    )
    const asOfMs = completeUntil(nowMs, lastHeard.get(org.id))
    return { nowMs, others, asOfMs, seed: `${org.slug}/${template.id}/${version}` }
  }

  /** Requests go on with the old policy until the new one is made. */
  async function build(counts: TemplateCounts): Promise<Entry> {
    const key = keyOf(counts)
    const before = entries.get(key)
    const built = await inSlices(entryInSteps(counts, circumstancesOf(counts), before?.policy))
    const now = entries.get(key)
    if (now !== undefined && now !== before && now.version > built.version) return now
    // A request has brought a newer template meanwhile.
    const isOutdated = now !== undefined && now !== before && now.template !== built.template
    const entry = isOutdated ? provisional(built, now.org, now.template) : built
    entries.set(key, entry)
    return entry
  }

  /** A rebuild that fails leaves the old policy in use. */
  async function rebuildOne(counts: TemplateCounts): Promise<void> {
    const { org, template } = counts
    try {
      await build(counts)
    } catch (error) {
      log.error({ err: error, org: org.slug, template: template.id }, 'the policy could not be rebuilt')
    }
    // Other work runs between two templates.
    await new Promise<void>(resolve => setImmediate(resolve))
  }

  /** Undefined if the template was never requested. */
  function knownEntry(org: Org, template: Template): Entry | undefined {
    const key = keyOf({ org, template })
    const entry = entries.get(key)
    // The catalogue makes a new object when the template or its variants change.
    if (entry === undefined || entry.template === template) return entry
    const changed = { ...entry, org, template }
    const adapted = isQuick(changed)
      ? atOnce(entryInSteps(changed, circumstancesOf(changed)))
      : provisional(entry, org, template)
    entries.set(key, adapted)
    return adapted
  }

  /**
   * Loads an entry. Concurrent calls, such as after a start in the middle of a campaign, share one read of the store.
   */
  async function loadEntry(org: Org, template: Template): Promise<Entry> {
    const key = keyOf({ org, template })
    const underWay = loading.get(key) ?? loadFirst(org, template).finally(() => loading.delete(key))
    loading.set(key, underWay)
    const entry = await underWay
    return knownEntry(org, template) ?? entry
  }

  async function loadFirst(org: Org, template: Template): Promise<Entry> {
    lastHeard = await loadLastHeard(db)
    const [learned] = await loadTemplateCounts(db, [{ org, template }], clock())
    return await build(learned ?? nothingCounted(org, template))
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
      const imagined = { ...(await entryOf(org, known)), template }
      return sharesOf(await inSlices(entryInSteps(imagined, circumstancesOf(imagined))))
    },
    blockedOf: async (org, template) => (await entryOf(org, template)).policy.blocked,
    async refresh({ isSparing } = { isSparing: false }) {
      const startedAt = performance.now()
      const asked = [...entries.values()].filter(
        ({ org, template }) => !isSparing || (restsUntil.get(keyOf({ org, template })) ?? 0) <= startedAt,
      )
      if (entries.size === 0) return
      const versions = asked.length === 0 ? NO_VERSIONS : await loadVersions(db, asked)
      const dueMs = clock().getTime() - REBUILD_MS
      const stale = asked.filter(
        ({ org, template, version, builtAtMs }) =>
          (versions.get(keyOf({ org, template })) ?? 0) > version || builtAtMs < dueMs,
      )
      if (stale.length > 0) await rebuildAll(stale)
      // A change of the configuration makes a new division too, without new counts.
      await rebuildChanged()
      await history.record([...entries.values()])
    },
  }

  async function rebuildChanged(): Promise<void> {
    for (const entry of [...entries.values()]) {
      const org = knownOrg(entry.org.id)
      const template = org?.templates.get(entry.template.id)
      if (org === undefined || template === undefined) continue
      if (template !== entry.template || entry.isProvisional) await rebuildOne({ ...entry, org, template })
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

  async function rebuild(places: readonly Place[]): Promise<void> {
    const startedAt = performance.now()
    for (const counts of await loadTemplateCounts(db, places, clock())) await rebuildOne(counts)
    const endedAt = performance.now()
    const rest = restAfter((endedAt - startedAt) / places.length)
    for (const { org, template } of places) restsUntil.set(keyOf({ org, template }), endedAt + rest)
  }
}

const NO_VERSIONS: ReadonlyMap<string, number> = new Map()

/** Templates that learn by attributes take long to load. Each of them is loaded alone, after all others. */
function inTurns(places: readonly Place[]): readonly (readonly Place[])[] {
  const [quick, slow] = [false, true].map(isSlow =>
    places.filter(({ template }) => template.learning.context.length > 0 === isSlow),
  )
  return [...(quick?.length ? [quick] : []), ...(slow ?? []).map(place => [place])]
}

const nothingCounted = (org: Org, template: Template): TemplateCounts => ({
  org,
  template,
  version: 0,
  denominator: 'decision',
  variants: [],
})

function withoutStore(org: Org, template: Template, nowMs: number): ServedPolicy {
  const lesson = { template, variants: [], others: [], asOfMs: nowMs, seed: keyOf({ org, template }) }
  return servePolicy(learn(lesson).policy, template, { version: 0, blocked: new Map() })
}
