import { closeSync, fsyncSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { cpus, tmpdir, totalmem, type } from 'node:os'
import { join } from 'node:path'
import { percentile } from './spread.ts'

/** The machine of the figures, in general words. */
export interface Machine {
  readonly cores: number
  readonly memoryGigabytes: number
  readonly system: string
  readonly node: string
  /** The median of one 8 kB write with its fsync, in milliseconds, in the embedded engine's data folder. */
  readonly syncMs: number
}

const WRITES = 50
const PAGE_BYTES = 8_192

export const describeMachine = (): Machine => ({
  cores: cpus().length,
  memoryGigabytes: Math.round(totalmem() / 1e9),
  system: type(),
  node: process.version,
  syncMs: measureSync(),
})

function measureSync(): number {
  const folder = mkdtempSync(join(tmpdir(), 'parley-bench-'))
  const file = openSync(join(folder, 'page'), 'w')
  const page = Buffer.alloc(PAGE_BYTES, 1)
  const tookMs = Float64Array.from({ length: WRITES }, () => {
    const startedAt = performance.now()
    writeSync(file, page)
    fsyncSync(file)
    return performance.now() - startedAt
  })
  closeSync(file)
  rmSync(folder, { recursive: true })
  return percentile(tookMs.sort(), 0.5)
}
