import type { Clock } from '../../lib/clock.ts'
import { controlShareOf } from '../../runtime/catalog/control-share.ts'
import type { Database } from '../../runtime/db/session.ts'
import { type Entry, keyOf, sharesOf } from './policy-entry.ts'
import { type Allocation, loadLatestShares, saveAllocations } from './policy-store.ts'
import { type Division, reasonFor } from './reweighting.ts'
import type { ServedPolicy } from './served-policy.ts'

export interface DivisionHistory {
  /** Writes the divisions of traffic that differ from the last written ones, with the reason. */
  record(entries: readonly Entry[]): Promise<void>
}

export function createDivisionHistory(db: Database, clock: Clock): DivisionHistory {
  /** The division last written, and the policy that made it. */
  const recorded = new Map<string, { readonly division: Division; readonly policy: ServedPolicy }>()

  return {
    async record(entries) {
      const changed = entries.filter(entry => recorded.get(keyOf(entry))?.policy !== entry.policy)
      if (changed.length === 0) return
      const unknown = changed.filter(entry => !recorded.has(keyOf(entry)))
      const stored = unknown.length === 0 ? undefined : await loadLatestShares(db, unknown)
      const rows = changed.flatMap((entry): readonly Allocation[] => {
        const key = keyOf(entry)
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
    },
  }
}

const divisionOf = (entry: Entry): Division => ({
  shares: sharesOf(entry),
  controlShare: controlShareOf(entry.template),
  blocked: new Set(entry.policy.blocked.keys()),
  isManual: entry.template.algorithm === 'manual',
})
