import type { Database, Session, Statement } from '../../src/runtime/db/session.ts'

interface Node {
  readonly 'Node Type': string
  readonly 'Relation Name'?: string
  readonly Plans?: readonly Node[]
}

/** What the planner would do for one statement: the tables that it reads whole, and the partitions that it opens. */
export interface Plan {
  readonly scanned: ReadonlySet<string>
  readonly opened: ReadonlySet<string>
}

/**
 * A database that explains every named statement of a transaction before it runs, with the same values and settings.
 * @param plans gets the plans by the name of the statement
 */
export const explaining = (db: Database, plans: Map<string, Plan[]>): Database => ({
  ...db,
  transaction: work => db.transaction(session => work(explained(session, plans))),
})

const explained = (session: Session, plans: Map<string, Plan[]>): Session => ({
  async query<Row>(statement: Statement) {
    const { name, text, values = [] } = statement
    if (
      name !== undefined &&
      /^\s*(with|select|insert|update|delete)/i.test(text) &&
      !/set_config/.test(text)
    ) {
      const [row] = await session.query<{ 'QUERY PLAN': readonly { readonly Plan: Node }[] }>({
        text: `explain (format json) ${text}`,
        values,
      })
      const nodes = (row?.['QUERY PLAN'] ?? []).flatMap(({ Plan: root }) => allOf(root))
      const named = (of: readonly Node[]) => new Set(of.flatMap(node => node['Relation Name'] ?? []))
      const scanned = named(nodes.filter(node => node['Node Type'] === 'Seq Scan'))
      plans.set(name, [...(plans.get(name) ?? []), { scanned, opened: named(nodes) }])
    }
    return session.query<Row>(statement)
  },
})

const allOf = (node: Node): readonly Node[] => [node, ...(node.Plans ?? []).flatMap(allOf)]
