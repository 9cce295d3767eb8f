import type { Database, Session, Statement } from '../../src/runtime/db/session.ts'

interface Node {
  readonly 'Node Type': string
  readonly 'Relation Name'?: string
  readonly 'Index Name'?: string
  readonly 'Index Cond'?: string
  readonly Plans?: readonly Node[]
}

/** What the planner would do for one statement, as names of tables and partitions. */
export interface Plan {
  /** Read from their beginning to their end. */
  readonly scanned: ReadonlySet<string>
  /** The indexes of which all that an organisation has in them is read. */
  readonly ofOrg: ReadonlySet<string>
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
      const ofOrg = new Set(nodes.filter(isOfOrg).flatMap(node => node['Index Name'] ?? []))
      plans.set(name, [...(plans.get(name) ?? []), { scanned, ofOrg, opened: named(nodes) }])
    }
    return session.query<Row>(statement)
  },
})

function isOfOrg({ 'Node Type': type, 'Index Cond': condition }: Node): boolean {
  if (!['Index Scan', 'Index Only Scan', 'Bitmap Index Scan'].includes(type)) return false
  return condition === undefined || /^\(org_id = [^()]*\)$/.test(condition)
}

const allOf = (node: Node): readonly Node[] => [node, ...(node.Plans ?? []).flatMap(allOf)]
