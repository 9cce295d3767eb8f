import { isHashedName } from '../../core/ids/hashed-name.ts'
import type { Link } from './links.ts'

/** A name with more links than this is shared, such as the address of a family's or a team's mailbox. */
export const LINKS_MAX = 10
/** More names than this, linked in any way, are not one person. */
export const NAMES_MAX = 20

/** Names and their links, as far as they were explored. */
export interface NameGraph {
  /** Adds the links of names that were looked up. */
  add(looked: readonly string[], links: readonly Link[]): void
  /** Names to look up next: linked to explored ones, and maybe of the same person. */
  next(): readonly string[]
  /** Whether the name belongs to several people. */
  isShared(name: string): boolean
  /**
   * All names of the person with this name. Undefined if they are too many for one person. Links of shared names
   * join nobody.
   */
  groupOf(name: string): ReadonlySet<string> | undefined
  /** Whether a name in the graph belongs to several people. */
  hasShared(): boolean
  /** Whether the graph has the link. */
  has(link: Link): boolean
}

export function createNameGraph(groupMax = NAMES_MAX): NameGraph {
  const linked = new Map<string, Set<string>>()
  const explored = new Set<string>()
  const neighboursOf = (name: string): ReadonlySet<string> => linked.get(name) ?? NO_NAMES
  const isShared = (name: string): boolean => countOf(neighboursOf(name)) > LINKS_MAX

  /** Explored names that are linked, directly or through others; some, if they are more than a person has. */
  function reach(name: string): ReadonlySet<string> {
    const group = new Set([name])
    if (isShared(name)) return group
    for (const member of group) {
      const joined = [...neighboursOf(member)].filter(other => explored.has(other) && !isShared(other))
      for (const other of joined) group.add(other)
      if (countOf(group) > groupMax) return group
    }
    return group
  }

  return {
    add(looked, links) {
      for (const name of looked) explored.add(name)
      for (const { userId, email } of links) {
        addTo(linked, userId, email)
        addTo(linked, email, userId)
      }
    },
    next() {
      const names = new Set<string>()
      for (const name of explored) {
        if (isShared(name)) continue
        const unknown = [...neighboursOf(name)].filter(other => !explored.has(other))
        if (unknown.length > 0 && countOf(reach(name)) <= groupMax)
          for (const other of unknown) names.add(other)
      }
      return [...names]
    },
    isShared,
    hasShared: () => [...linked.values()].some(({ size }) => size > LINKS_MAX),
    groupOf(name) {
      const group = reach(name)
      return countOf(group) > groupMax ? undefined : group
    },
    has: ({ userId, email }) => neighboursOf(userId).has(email),
  }
}

/** A hash stands beside its name, so it does not count. */
function countOf(names: ReadonlySet<string>): number {
  let count = 0
  for (const name of names) if (!isHashedName(name)) count++
  return count
}

const NO_NAMES: ReadonlySet<string> = new Set()

function addTo(index: Map<string, Set<string>>, name: string, other: string): void {
  const known = index.get(name)
  if (known) known.add(other)
  else index.set(name, new Set([other]))
}
