// Measures the import of Parquet files: what reading costs beside DuckDB alone with the same rows, and what counting a row
// costs beside the same events by webhook. `npm run bench:warehouse -- --rows 10000000 --files 8 --messages 3000`
// With one large row group: `npm run bench:warehouse -- --rows 4000000 --files 1 --row-group 4000000 --messages 0`
// With a process that is killed: `npm run bench:warehouse -- --kills 5 --rows 2000000 --files 8 --messages 3000`
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { measureCounting } from './counting.ts'
import { writeDay } from './day.ts'
import { type Killing, measureKilled } from './kill.ts'
import { type Cost, measureDuckDb, measureReading } from './reading.ts'

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      rows: { type: 'string', default: '10000000' },
      files: { type: 'string', default: '8' },
      'row-group': { type: 'string', default: '122880' },
      messages: { type: 'string', default: '3000' },
      kills: { type: 'string', default: '0' },
    },
  })
  const folder = mkdtempSync(join(tmpdir(), 'parley-bench-warehouse-'))
  const size = { rows: +values.rows, files: +values.files, messages: +values.messages }
  try {
    if (+values.kills > 0) await killed(folder, { ...size, kills: +values.kills })
    else await measured(folder, { ...size, rowGroup: +values['row-group'] })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

interface Size {
  readonly rows: number
  readonly files: number
  readonly rowGroup: number
  readonly messages: number
}

async function measured(folder: string, { rows, files, rowGroup, messages }: Size): Promise<void> {
  const paths = await writeDay(folder, rows, files, rowGroup)
  say(`${rows} rows of a day in ${files} files`)
  const plain = await measureDuckDb(folder, paths, false)
  show('DuckDB alone, as JSON', plain)
  const ordered = await measureDuckDb(folder, paths, true)
  show('DuckDB alone, as JSON in order of time', ordered)
  const reading = await measureReading(folder, paths)
  show('Parley, a first export', reading)
  const ratio = (floor: Cost) => (reading.cpuSeconds / floor.cpuSeconds).toFixed(2)
  say(`  ratio ${ratio(plain)} to DuckDB alone, ${ratio(ordered)} to DuckDB alone in order of time`)
  if (messages === 0) return
  const { exported, byWebhook } = await measureCounting(folder, messages)
  say(
    `µs of processor time to count a row: ${exported.toFixed(0)}; the same events by webhook: ${byWebhook.toFixed(0)}`,
  )
}

async function killed(folder: string, killing: Killing): Promise<void> {
  say(`${killing.rows} rows in ${killing.files} files; the process is killed ${killing.kills} times`)
  const counts = await measureKilled(folder, killing, say)
  say(
    `  exact: ${Object.entries(counts)
      .map(([name, count]) => `${count} ${name}`)
      .join(', ')}`,
  )
}

const show = (name: string, { cpuSeconds, seconds, peakMb }: Cost) =>
  say(
    `  ${name.padEnd(40)} ${cpuSeconds.toFixed(1)} s of processor time, ${seconds.toFixed(1)} s, ${peakMb} MB at most`,
  )

const say = (line: string) => process.stdout.write(`${line}\n`)

await main()
