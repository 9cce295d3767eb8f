import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Engine } from './engine.ts'
import { ADDED_FILE, FORMER_FILE, GONE_FILE, type ReadOrder, type ReadResult } from './messages.ts'
import { quoted } from './projection.ts'
import { HASH, ROW_COLUMNS } from './stage.ts'

const FORMER_COLUMNS = `{'key': 'varchar', 'id': 'varchar', 'received_us': 'bigint'}`

/**
 * Compares the staged rows with the rows that are events already, as multisets, and writes the difference into the
 * spool: rows to add, in the order of their time, and events to withdraw.
 */
export async function compare(
  { run, all }: Engine,
  { spool, keyPrefix, day }: ReadOrder,
): Promise<Omit<ReadResult, 'files'>> {
  const former = join(spool, FORMER_FILE)
  await run('create table former (key varchar, id varchar, received_us bigint)')
  if (existsSync(former))
    await run(
      `insert into former select * from read_csv(${quoted(former)}, header = false, columns = ${FORMER_COLUMNS})`,
    )
  await run(`create table keys as
    select place, ${quoted(`${keyPrefix}|`)} || hash || '|' || row_number() over (partition by hash) as key
    from (select rowid as place, ${HASH} as hash from staged where reason is null)`)
  await run(`copy (select k.key, ${ROW_COLUMNS} from (select * from keys anti join former using (key)) k join staged s on s.rowid = k.place
    order by s.at_us) to ${quoted(join(spool, ADDED_FILE))} (format json)`)
  await run(`copy (select * from former anti join keys using (key))
    to ${quoted(join(spool, GONE_FILE))} (format json)`)
  const dayOf = `strftime(make_timestamp(at_us), '%Y-%m-%d')`
  const [counts] = await all(`select
    (select count(*) from keys)::int as rows, (select count(*) from former)::int as former,
    (select count(*) from keys anti join former using (key))::int as added,
    (select count(*) from former anti join keys using (key))::int as gone,
    (select count(*) from staged where reason is null and ${dayOf} <> ${quoted(day ?? '')})::int as other_day`)
  const named = await all('select distinct event_name as name from staged where reason is null order by name')
  const count = (name: string) => Number(counts?.[name])
  return {
    rows: count('rows'),
    former: count('former'),
    added: count('added'),
    gone: count('gone'),
    otherDay: day === null ? 0 : count('other_day'),
    names: named.map(({ name }) => String(name)),
  }
}
