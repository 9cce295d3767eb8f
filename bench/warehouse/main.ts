// Measures the import of Parquet files: what reading costs beside DuckDB alone with the same rows, and what counting a row
// costs beside the same events by webhook. `npm run bench:warehouse -- --rows 10000000 --files 8 --messages 3000`
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { measureCounting } from './counting.ts'
import { writeDay } from './day.ts'
import { type Cost, measureDuckDb, measureReading } from './reading.ts'

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      rows: { type: 'string', default: '10000000' },
      files: { type: 'string', default: '8' },
      messages: { type: 'string', default: '3000' },
    },
  })
  const folder = mkdtempSync(join(tmpdir(), 'parley-bench-warehouse-'))
  try {
    const paths = await writeDay(folder, +values.rows, +values.files)
    say(`${values.rows} rows of a day in ${values.files} files`)
    const plain = await measureDuckDb(folder, paths, false)
    show('DuckDB alone, as JSON', plain)
    const ordered = await measureDuckDb(folder, paths, true)
    show('DuckDB alone, as JSON in order of time', ordered)
    const reading = await measureReading(folder, paths)
    show('Parley, a first export', reading)
    const ratio = (floor: Cost) => (reading.cpuSeconds / floor.cpuSeconds).toFixed(2)
    say(`  ratio ${ratio(plain)} to DuckDB alone, ${ratio(ordered)} to DuckDB alone in order of time`)
    const { exported, byWebhook } = await measureCounting(folder, +values.messages)
    say(
      `µs of processor time to count a row: ${exported.toFixed(0)}; the same events by webhook: ${byWebhook.toFixed(0)}`,
    )
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const show = (name: string, { cpuSeconds, seconds, peakMb }: Cost) =>
  say(
    `  ${name.padEnd(40)} ${cpuSeconds.toFixed(1)} s of processor time, ${seconds.toFixed(1)} s, ${peakMb} MB at most`,
  )

const say = (line: string) => process.stdout.write(`${line}\n`)

await main()
