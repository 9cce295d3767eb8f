import { withFloor } from '../../core/bandit/even-share.ts'
import type { Org, Template } from '../../runtime/catalog/catalog.ts'
import type { TemplateCounts } from './evidence-store.ts'
import { type LearnedPolicy, type LearningInput, learnInSteps } from './learn.ts'
import { type ServedPolicy, servePolicy } from './served-policy.ts'

/** A template, its counts, and the policy made from them. */
export interface Entry extends TemplateCounts {
  readonly learned: LearnedPolicy
  readonly policy: ServedPolicy
  readonly builtAtMs: number
  /** The policy was learned for an earlier version of the template. */
  readonly isProvisional: boolean
}

/**
 * Makes the entry of a template in short steps.
 * @param before the policy that it replaces: the tables that requests asked of it are made in advance
 */
export function* entryInSteps(
  counts: TemplateCounts,
  circumstances: Pick<LearningInput, 'others' | 'asOfMs' | 'seed'> & { readonly nowMs: number },
  before?: ServedPolicy,
): Generator<undefined, Entry> {
  const { nowMs, ...known } = circumstances
  const learned = yield* learnInSteps({ ...counts, ...known })
  const policy = serve(counts, learned)
  for (const cell of before?.cellsAsked() ?? []) {
    yield
    if (policy.everybody.ids.length > 0) policy.tableFor(policy.everybody, cell)
  }
  return { ...counts, learned, policy, builtAtMs: nowMs, isProvisional: false }
}

/** What was learned, for a changed template: at once, and without a variant that may no longer be chosen. */
export function provisional(entry: Entry, org: Org, template: Template): Entry {
  const changed = { ...entry, org, template }
  return { ...changed, policy: serve(changed, entry.learned), isProvisional: true }
}

const serve = ({ template, version }: TemplateCounts, { policy, blocked }: LearnedPolicy): ServedPolicy =>
  servePolicy(policy, template, { version, blocked })

/** The policy of at most so many variants and cells of variants is made in a few milliseconds. */
const QUICK_MAX = 500

export function isQuick({ variants }: TemplateCounts): boolean {
  let parts = 0
  for (const { cells } of variants) parts += 1 + cells.size
  return parts <= QUICK_MAX
}

/** The shares of treated traffic, exploration included, by variant id. */
export function sharesOf({ policy, template }: Entry): ReadonlyMap<string, number> {
  const { everybody } = policy
  const shares = withFloor(policy.tableFor(everybody, '').shares, template.epsilon)
  return new Map(everybody.ids.map((id, at) => [id, shares[at] ?? 0]))
}

export const keyOf = ({ org, template }: Pick<Entry, 'org' | 'template'>): string =>
  `${org.id}|${template.id}`
