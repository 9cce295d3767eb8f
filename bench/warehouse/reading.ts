import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { readFiles } from '../../src/features/warehouse/reader/read-files.ts'
import { childrenOf, cpuSecondsOfFamily, peakMegabytesOf } from '../usage.ts'
import { DAY } from './day.ts'

export interface Cost {
  readonly cpuSeconds: number
  readonly seconds: number
  /** The most memory that the process which read used, in MB. */
  readonly peakMb: number
}

/** What DuckDB alone costs to read the rows and write their columns as JSON. */
export const measureDuckDb = (folder: string, paths: readonly string[], isOrdered: boolean): Promise<Cost> =>
  measure(async () => {
    const script = fileURLToPath(new URL('duckdb-alone.js', import.meta.url))
    const child = spawn(process.execPath, [script, folder, String(isOrdered), ...paths], { stdio: 'inherit' })
    const [code] = await once(child, 'close')
    if (code !== 0) throw new Error('DuckDB alone failed')
  })

/** What Parley's reader costs, in its own process. */
export const measureReading = (folder: string, paths: readonly string[]): Promise<Cost> =>
  measure(async () => {
    const projection = { columns: {}, properties: [], isScrubbed: false, latestUs: Date.now() * 1000 }
    const files = paths.map(path => ({ name: path, path }))
    const spool = mkdtempSync(join(folder, 'spool-'))
    const result = await readFiles({ spool, files, projection, day: DAY }, async () => {})
    const fault = result.files.find(file => file.fault !== null)
    if (fault) throw new Error(`${fault.name}: ${fault.fault}`)
  })

const SAMPLE_MS = 50

async function measure(work: () => Promise<void>): Promise<Cost> {
  let peakMb = 0
  const sampling = setInterval(() => {
    peakMb = Math.max(peakMb, ...childrenOf(process.pid).map(child => peakMegabytesOf(child) ?? 0))
  }, SAMPLE_MS)
  const [cpu, startedAt] = [cpuSecondsOfFamily(process.pid), performance.now()]
  try {
    await work()
  } finally {
    clearInterval(sampling)
  }
  const seconds = (performance.now() - startedAt) / 1000
  return { cpuSeconds: cpuSecondsOfFamily(process.pid) - cpu, seconds, peakMb }
}
