import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { openEngine } from '../reader/engine.ts'
import { quoted } from '../reader/projection.ts'
import { DATASETS } from './columns.ts'
import type { WriteOrder, WriteReply } from './messages.ts'

// A process of its own, like the one that reads files. Its working folder is the spool, the only one that it can open.

const spool = process.cwd()
const engine = await openEngine(spool, [])
const answer = (reply: WriteReply): boolean => process.stdout.write(`${JSON.stringify(reply)}\n`)

async function write({ dataset, from, to }: WriteOrder): Promise<number> {
  const columns = Object.entries(DATASETS[dataset])
  const read = columns.map(([name, type]) => `${name}: '${type === 'TIMESTAMPTZ' ? 'BIGINT' : type}'`)
  const written = columns.map(([name, type]) =>
    type === 'TIMESTAMPTZ' ? `make_timestamptz(${name}) as ${name}` : name,
  )
  const [source, target] = [from, to].map(name => quoted(join(spool, name)))
  await engine.run(`copy (select ${written.join(', ')}
    from read_json(${source}, format = 'newline_delimited', columns = {${read.join(', ')}}))
    to ${target} (format parquet, compression zstd)`)
  const [counted] = await engine.all(`select num_rows::int as rows from parquet_file_metadata(${target})`)
  return Number(counted?.['rows'])
}

for await (const line of createInterface({ input: process.stdin })) {
  try {
    answer({ rows: await write(JSON.parse(line)) })
  } catch (error) {
    answer({ fault: error instanceof Error ? error.message : String(error) })
  }
}
