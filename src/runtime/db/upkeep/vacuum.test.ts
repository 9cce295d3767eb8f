import { describe, expect, it } from 'vitest'
import { useServer } from '../../../../test/scene.ts'
import { findDueTable, vacuumTable } from './vacuum.ts'

const server = useServer()
const query = <Row>(text: string) => server.services.db.query<Row>({ text })

async function vacuumAll(): Promise<string[]> {
  const names: string[] = []
  // The engine adds up its figures once a second.
  await query('select pg_stat_force_next_flush()')
  for (
    let found = await findDueTable(server.services.db);
    found;
    found = await findDueTable(server.services.db)
  ) {
    names.push(found.name)
    await vacuumTable(server.services.db, found)
  }
  return names
}

describe('the embedded engine', () => {
  it('does not grow by updates, and knows how large its tables are', async () => {
    await query('create table "Sums" (id int primary key, n bigint, padding text)')
    await query(`create index on "Sums" (n)`)
    await query(`insert into "Sums" select id, 0, repeat('x', 100) from generate_series(1, 2000) as id`)
    const sizes: number[] = []
    for (let round = 0; round < 8; round++) {
      // The index on n makes every update leave a dead row that only a vacuum removes.
      await query('update "Sums" set n = n + 1')
      expect(await vacuumAll()).toContain('"Sums"')
      const [row] = await query<{ size: number }>(`select pg_total_relation_size('"Sums"') as size`)
      sizes.push(row?.size ?? 0)
    }
    expect(sizes.at(-1)).toBeLessThanOrEqual((sizes[1] ?? 0) * 1.2)
    const [table] = await query<{ reltuples: number }>(
      `select reltuples from pg_class where relname = 'Sums'`,
    )
    expect(table?.reltuples).toBe(2000)
    expect(await findDueTable(server.services.db)).toBeUndefined()
  })
})
