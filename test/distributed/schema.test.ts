import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import type { Catalogue } from '../../src/runtime/db/distribute/catalogue.ts'
import { wantedOf } from '../../src/runtime/db/distribute/catalogue.ts'
import { loadCatalogue } from '../../src/runtime/db/distribute/catalogue-store.ts'
import { LAYOUT } from '../../src/runtime/db/distribute/distribute.ts'
import { faultsOf } from '../../src/runtime/db/distribute/faults.ts'
import { PARTITIONED } from '../../src/runtime/db/partitions.ts'
import { useServer } from '../scene.ts'

const server = useServer()
const schema = readFileSync('migrations/schema.sql', 'utf8')
const TABLES = [...schema.matchAll(/^create table (\w+)/gm)].map(([, name = '']) => name)

let loaded: Promise<Catalogue> | undefined
const catalogue = () => {
  loaded ??= loadCatalogue(server.services.db)
  return loaded
}

/** The part of the catalogue that is about one table. */
async function about(name: string): Promise<Catalogue> {
  const { tables, foreignKeys, ...rest } = await catalogue()
  return {
    ...rest,
    tables: tables.filter(table => table.name === name),
    foreignKeys: foreignKeys.filter(({ table }) => table === name),
  }
}

describe('a distributed PostgreSQL', () => {
  it.each(TABLES)('takes %s', async name => {
    const known = await about(name)
    expect(known.tables).toHaveLength(1)
    expect(faultsOf(known, LAYOUT)).toEqual([])
  })

  it('takes every table there is, and the lists name no other', async () => {
    const { tables } = await catalogue()
    expect(tables.map(({ name }) => name).sort()).toEqual([...TABLES].sort())
    expect(TABLES).toEqual(expect.arrayContaining([...LAYOUT.reference, ...LAYOUT.coordinator]))
  })

  it('cuts every table with a partition a month by organisation', () => {
    expect(PARTITIONED.map(name => wantedOf(LAYOUT, name))).toEqual(PARTITIONED.map(() => 'distributed'))
  })

  it('gets no further identity columns: a later table with one and a foreign key to orgs could not be distributed', async () => {
    const { tables } = await catalogue()
    const identities = tables.flatMap(({ name, identities }) =>
      Object.keys(identities).map(column => `${name}.${column}`),
    )
    expect(identities).toEqual(['annotations.id', 'feedback_deliveries.seq', 'orgs.id', 'traffic_changes.id'])
  })

  it('has no function of ours to carry to its nodes', async () => {
    const functions = await server.services.db.query({
      text: `select proname from pg_proc where pronamespace = 'public'::regnamespace`,
      values: [],
    })
    expect(functions).toEqual([])
  })
})
