import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { settingsOn, withEngine, withServerOn } from '../in-process.ts'
import { choose } from '../ingest/run.ts'
import { setUpTemplates } from '../pages/set-up.ts'
import { childrenOf, peakMegabytesOf } from '../usage.ts'
import { writeExport } from './export-of-messages.ts'

const PARLEY = fileURLToPath(new URL('../../../parley', import.meta.url))

export interface Killing {
  readonly rows: number
  readonly files: number
  readonly messages: number
  readonly kills: number
}

/**
 * Imports an export with `parley import`, in a process that is killed again and again, and counts what is stored
 * afterwards. @param say gets each life of the process
 * @throws if a count is wrong
 */
export const measureKilled = (scratch: string, killing: Killing, say: (line: string) => void) =>
  withEngine(async engine => {
    // One day: all files are compared and counted as a whole.
    const folder = join(scratch, `event_date=${new Date().toISOString().slice(0, 10)}`)
    mkdirSync(folder)
    await withServerOn(engine, async server => {
      const [template = ''] = await setUpTemplates(server.call, 1)
      const messages = await choose({ ...server, showStatements: false }, template, killing.messages, 'kept')
      await writeExport(folder, messages, killing)
    })
    let left = killing.rows
    for (let life = 0; ; life++) {
      // The first life ends while it reads; the others after random shares of what is left.
      const until = life >= killing.kills ? undefined : life === 0 ? 0 : Math.ceil(Math.random() * 0.5 * left)
      const lived = await live(settingsOn(engine), folder, until)
      left -= lived.counted
      say(
        `  ${lived.isKilled ? 'killed' : 'ended'} after ${lived.seconds.toFixed(0)} s, ${lived.counted} rows counted; at most ${lived.peakMb} MB, and ${lived.readerPeakMb} MB in the process that reads`,
      )
      if (!lived.isKilled) break
    }
    return withServerOn(engine, async ({ services }) => {
      const [stored] = await services.db.query<Readonly<Record<string, number>>>({
        text: `select (select count(*)::int from events) as events, (select count(distinct dedupe_key)::int from events) as keys,
                 sum(sends)::int as sends, sum(opens)::int as opens, sum(clicks)::int as clicks from variant_counts`,
      })
      const { rows, messages } = killing
      const wanted = { events: rows, keys: rows, sends: messages, opens: messages, clicks: messages }
      for (const [name, count] of Object.entries(wanted))
        if (stored?.[name] !== count)
          throw new Error(`There are ${stored?.[name]} ${name} instead of ${count}.`)
      return wanted
    })
  })

const COUNTED = /^(\d+) of \d+ rows counted/
const KILL_WITHIN_MS = 300

/** @param until after how many counted rows it is killed; 0: while it reads; undefined: it is not */
async function live(env: Readonly<Record<string, string>>, folder: string, until: number | undefined) {
  const startedAt = performance.now()
  const child = spawn(PARLEY, ['import', folder, '--org', 'bench', '--authority', 'warehouse'], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const life = { counted: 0, isKilled: false, peakMb: 0, readerPeakMb: 0 }
  const peaks = setInterval(() => look(child, life), 100)
  const last: string[] = []
  for await (const line of createInterface({ input: child.stderr })) {
    last.push(line)
    life.counted = Number(COUNTED.exec(line)?.[1] ?? life.counted)
    const isDue = until === 0 ? line.startsWith('reading') : until !== undefined && life.counted >= until
    if (!isDue || life.isKilled) continue
    life.isKilled = true
    // It may be at any place of its work.
    setTimeout(() => child.kill('SIGKILL'), Math.random() * KILL_WITHIN_MS)
  }
  if (child.exitCode === null && child.signalCode === null) await once(child, 'close')
  clearInterval(peaks)
  if (!life.isKilled && child.exitCode !== 0) throw new Error(last.slice(-5).join('\n'))
  return { ...life, seconds: (performance.now() - startedAt) / 1000 }
}

function look({ pid }: ChildProcess, life: { peakMb: number; readerPeakMb: number }): void {
  if (pid === undefined) return
  life.peakMb = Math.max(life.peakMb, peakMegabytesOf(pid) ?? 0)
  for (const reader of childrenOf(pid))
    life.readerPeakMb = Math.max(life.readerPeakMb, peakMegabytesOf(reader) ?? 0)
}
