import { existsSync } from 'node:fs'
import { join } from 'node:path'
import type { Engine } from './engine.ts'
import { ADDED_FILE, FORMER_FILE, GONE_FILE, type ReadOrder, type ReadResult } from './messages.ts'
import { quoted } from './projection.ts'
import { HASH, ROW_COLUMNS } from './stage.ts'

const FORMER_COLUMNS = `{'key': 'varchar', 'id': 'varchar', 'received_us': 'bigint'}`

const LAST_OF_EQUALS = `select split_part(key, '|', 2) as hash, max(split_part(key, '|', 3)::bigint) as last
  from former group by hash`

/**
 * Compares the staged rows with the rows that are events already, as multisets, and writes the difference into the
 * spool: rows to add, in the order of their time, and events to withdraw. If only new files were read, their rows come
 * after the equal rows of the others, and nothing is withdrawn.
 */
export async function compare(
  { run, all }: Engine,
  { spool, keyPrefix, day, isAddition = false }: ReadOrder,
): Promise<Omit<ReadResult, 'files'>> {
  const former = join(spool, FORMER_FILE)
  await run('create table former (key varchar, id varchar, received_us bigint)')
  if (existsSync(former))
    await run(
      `insert into former select * from read_csv(${quoted(former)}, header = false, columns = ${FORMER_COLUMNS})`,
    )
  await run(`create table keys as
    select place, ${quoted(`${keyPrefix}|`)} || hash || '|' || (${isAddition ? 'coalesce(last, 0)' : '0'} + row_number() over (partition by hash)) as key
    from (select rowid as place, ${HASH} as hash from staged where reason is null)
    ${isAddition ? `left join (${LAST_OF_EQUALS}) using (hash)` : ''}`)
  await run(`copy (select k.key, ${ROW_COLUMNS} from (select * from keys anti join former using (key)) k join staged s on s.rowid = k.place
    order by s.at_us) to ${quoted(join(spool, ADDED_FILE))} (format json)`)
  const gone = `from former anti join keys using (key) where ${!isAddition}`
  await run(`copy (select * ${gone})
    to ${quoted(join(spool, GONE_FILE))} (format json)`)
  const dayOf = `strftime(make_timestamp(at_us), '%Y-%m-%d')`
  const [counts] = await all(`select
    (select count(*) from keys)::int as rows, (select count(*) from former)::int as former,
    (select count(*) from keys anti join former using (key))::int as added,
    (select count(*) ${gone})::int as gone,
    (select count(*) from staged where reason is null and ${dayOf} <> ${quoted(day ?? '')})::int as other_day,
    (select min(at_us) from staged where reason is null) as first_us, (select max(at_us) from staged where reason is null) as last_us`)
  const count = (name: string) => Number(counts?.[name])
  const time = (name: string) => (counts?.[name] == null ? null : count(name))
  return {
    rows: count('rows') + (isAddition ? count('former') : 0),
    former: count('former'),
    added: count('added'),
    gone: count('gone'),
    otherDay: day === null ? 0 : count('other_day'),
    ...{ firstUs: time('first_us'), lastUs: time('last_us') },
  }
}
