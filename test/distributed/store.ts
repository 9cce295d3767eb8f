import { readFileSync } from 'node:fs'
import { COORDINATOR_TABLES, REFERENCE_TABLES } from '../../src/runtime/db/distribution.ts'
import type { Session } from '../../src/runtime/db/session.ts'
import type { Store } from './check/check-statement.ts'

const SCHEMA = new URL('../../migrations/schema.sql', import.meta.url)

/** The distributed tables of the schema. */
export const distributedTables = (): Set<string> =>
  new Set(
    [...readFileSync(SCHEMA, 'utf8').matchAll(/^create table (\w+) \(/gm)]
      .map(([, name = '']) => name)
      .filter(name => !REFERENCE_TABLES.includes(name) && !COORDINATOR_TABLES.includes(name)),
  )

/** What the check needs to know, from the schema and from the catalogue of a store. */
export async function readStore(session: Session): Promise<Store> {
  const functions = await session.query<{ name: string; isVolatile: boolean; isMixed: boolean }>({
    text: `select proname as name, bool_or(provolatile = 'v') as "isVolatile", bool_or(provolatile = 'i') as "isMixed"
           from pg_proc group by proname having bool_or(provolatile <> 'i')`,
  })
  const volatility = new Map(
    functions.map(({ name, isVolatile, isMixed }) => {
      const worst: 'stable' | 'volatile' = isVolatile ? 'volatile' : 'stable'
      return [name, { worst, isMixed }]
    }),
  )
  const aggregates = await session.query<{ name: string }>({
    text: `select distinct proname as name from pg_proc where prokind = 'a'`,
  })
  return {
    tables: distributedTables(),
    aggregates: new Set(aggregates.map(({ name }) => name)),
    volatility,
  }
}
