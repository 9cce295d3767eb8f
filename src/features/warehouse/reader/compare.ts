import { join } from 'node:path'
import type { Engine } from './engine.ts'
import { FORMER_FILE, GONE_FILE, type ReadOrder, type ReadResult } from './messages.ts'
import { quoted } from './projection.ts'
import { bytesOf } from './row-key.ts'

const FORMER_COLUMNS = `{'key': 'varchar', 'id': 'varchar', 'received_us': 'bigint'}`

const DAY_US = 86_400_000_000

/** The part of a key, such as partition|hash|number. */
const part = (at: number) => `split_part(key, '|', ${at})`

/**
 * Compares the staged rows with the rows that are events already, as multisets. Events to withdraw go into the spool,
 * and `numbered` tells the number of rows among equal ones: of those to add, or, in a first export, where all rows are
 * added, of those that have an equal. If only new files were read, their rows come after the equal rows of the others,
 * and nothing is withdrawn.
 */
export async function compare(
  engine: Engine,
  { spool, day, isAddition = false }: ReadOrder,
  isFirst: boolean,
): Promise<Omit<ReadResult, 'files' | 'runs' | 'columns'>> {
  const { run, all } = engine
  await run(`create table equals as select file, row, fingerprint,
      row_number() over (partition by fingerprint order by file, row) as number
    from staged semi join (select fingerprint from staged where reason is null group by all having count(*) > 1)
      using (fingerprint) where reason is null`)
  const ofOtherDay = `at_us // ${DAY_US} is distinct from epoch_us(try_cast(${quoted(day ?? '')} as timestamp)) // ${DAY_US}`
  const [staged] = await all(`select count(*)::int as rows,
    count(*) filter (${ofOtherDay})::int as other_day,
    min(at_us) as first_us, max(at_us) as last_us from staged where reason is null`)
  const rows = Number(staged?.['rows'])
  const otherDay = day === null ? 0 : Number(staged?.['other_day'])
  const time = (name: string) => (staged?.[name] == null ? null : Number(staged[name]))
  const named = await all('select distinct name from names order by name')
  const names = named.map(({ name }) => String(name))
  const found = { rows, otherDay, firstUs: time('first_us'), lastUs: time('last_us'), names }
  if (isAddition && !isFirst) {
    const former = await numberAfterFormer(engine, spool)
    return { ...found, rows: rows + former, former, added: rows, gone: 0 }
  }
  if (!isFirst) return { ...found, ...(await compareWithFormer(engine, spool)) }
  await run('create view numbered as select file, row, number from equals')
  return { ...found, former: 0, added: rows, gone: 0 }
}

const PRESENT = `select file, row, fingerprint, 1::bigint as number from staged anti join equals using (fingerprint) where reason is null
  union all select file, row, fingerprint, number from equals`

/** The event of an erased person has no key any more. Its number is null, so it equals no row. */
const loadFormer = ({ run }: Engine, spool: string) =>
  run(`create table former as
    select ${bytesOf(part(2))} as fingerprint, try_cast(${part(3)} as bigint) as number, id, received_us
    from read_csv(${quoted(join(spool, FORMER_FILE))}, header = false, columns = ${FORMER_COLUMNS})`)

/** @returns the number of former rows */
async function numberAfterFormer(engine: Engine, spool: string): Promise<number> {
  await loadFormer(engine, spool)
  await engine.run(`create table numbered as select file, row, number + coalesce(last, 0) as number from (${PRESENT})
    left join (select fingerprint, max(number) as last from former group by fingerprint) using (fingerprint)`)
  const [counts] = await engine.all('select count(*)::int as former from former')
  return Number(counts?.['former'])
}

async function compareWithFormer(engine: Engine, spool: string) {
  const { run, all } = engine
  await loadFormer(engine, spool)
  await run(`create table present as ${PRESENT}`)
  await run(
    'create table numbered as select file, row, number from present anti join former using (fingerprint, number)',
  )
  await run(
    'create table gone as select id, received_us from former anti join present using (fingerprint, number)',
  )
  await run(`copy gone to ${quoted(join(spool, GONE_FILE))} (format json)`)
  const [counts] = await all(`select (select count(*) from former)::int as former,
    (select count(*) from numbered)::int as added, (select count(*) from gone)::int as gone`)
  const count = (name: string) => Number(counts?.[name])
  return { former: count('former'), added: count('added'), gone: count('gone') }
}
