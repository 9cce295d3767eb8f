import { namingPerson } from '../../core/ids/none.ts'
import type { Session } from '../db/session.ts'
import { type LinkSource, loadLinks } from './link-store.ts'
import type { Link, Names } from './links.ts'
import { createNameGraph } from './name-graph.ts'

/** The user ids and addresses that, as far as Parley knows, belong to one person. */
export interface People {
  /** All names of the person on this row. */
  readonly namesOf: (row: Names) => ReadonlySet<string>
  /** Names on this row that several people have. A row with such a name and another person's name is not theirs. */
  readonly sharedOf: (row: Names) => readonly string[]
  /** All names of the given rows, the shared ones too. */
  readonly allNames: readonly string[]
  /** Whether no name met is shared, and nobody has too many. Then fewer links lead to no other names. */
  readonly isPlain: boolean
  /** Whether many names are linked to this one, so that it joins nobody. */
  readonly isShared: (name: string) => boolean
  /** Whether the link is known, or joins nobody. */
  readonly knows: (link: Link) => boolean
}

/**
 * Finds all other user ids and addresses of the people on some rows. The only place that decides who is one person:
 * names that are linked, directly or through others. A name with many links belongs to several people: it joins
 * nobody. Too many names are not one person either. The result depends on the set of links alone, not on the order in
 * which they became known, nor on the other rows.
 */
export async function findPeople(
  session: Session,
  orgId: number,
  given: readonly Names[],
  source: LinkSource & { readonly namesMax?: number } = {},
): Promise<People> {
  const graph = createNameGraph(source.namesMax)
  let frontier: readonly string[] = [...new Set(given.flatMap(namesIn))]
  while (frontier.length > 0) {
    graph.add(frontier, await loadLinks(session, orgId, frontier, source))
    frontier = graph.next()
  }
  let isPlain = !graph.hasShared()
  const namesOf = (row: Names) => {
    const own = namesIn(row)
    const personal = own.filter(name => !graph.isShared(name))
    if (personal.length === 0) return new Set(own)
    const groups = personal.map(graph.groupOf).filter(group => group !== undefined)
    if (groups.length < personal.length) isPlain = false
    return new Set(groups.length === 0 ? personal.slice(0, 1) : groups.flatMap(group => [...group]))
  }
  const sharedOf = (row: Names) => {
    const names = namesOf(row)
    return namesIn(row).filter(name => !names.has(name))
  }
  const allNames = allNamesOf(given, namesOf, sharedOf)
  return {
    namesOf,
    sharedOf,
    allNames,
    isPlain,
    isShared: graph.isShared,
    knows: link => graph.has(link) || graph.isShared(link.userId) || graph.isShared(link.email),
  }
}

/** Many rows have the same names, which are looked at once. */
function allNamesOf(
  given: readonly Names[],
  namesOf: People['namesOf'],
  sharedOf: People['sharedOf'],
): readonly string[] {
  const [all, met] = [new Set<string>(), new Set<string>()]
  for (const row of given) {
    const key = `${row.userKey}\n${row.email}`
    if (met.has(key)) continue
    met.add(key)
    for (const name of namesOf(row)) all.add(name)
    for (const name of sharedOf(row)) all.add(name)
  }
  return [...all]
}

function namesIn({ userKey, email }: Names): readonly string[] {
  const [first, second] = [namingPerson(userKey), email === userKey ? null : namingPerson(email)]
  if (first === null) return second === null ? [] : [second]
  return second === null ? [first] : [first, second]
}
