// Measures Parley against a bare server, on the embedded engine and, with DATABASE_URL, on PostgreSQL.
// docs/performance.md explains the output.
import { writeFileSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { type Engine, openEmbedded, openPostgres } from './engine.ts'
import { describeMachine } from './machine.ts'
import { type Pass, type PassPlan, runPass } from './pass.ts'
import { describe } from './report.ts'
import { missedBarsOf, mistakesOf } from './verdict.ts'

const FULL: PassPlan = {
  rounds: 5,
  // Before this time V8 compiles hundreds of functions: see docs/performance.md.
  warmUpSeconds: 10,
  peakSeconds: 2.5,
  steadySeconds: 4,
  live: { perSecond: 300, seconds: 4, catchUpSecondsMax: 20 },
  drainSecondsMax: 10,
  starts: 3,
}

/** A smoke test: its figures are only hints. */
const QUICK: PassPlan = {
  rounds: 1,
  warmUpSeconds: 0.5,
  peakSeconds: 0.8,
  steadySeconds: 1,
  live: { perSecond: 100, seconds: 1, catchUpSecondsMax: 3 },
  drainSecondsMax: 2,
  starts: 1,
}

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      quick: { type: 'boolean', default: false },
      json: { type: 'string' },
      engine: { type: 'string', multiple: true, default: ['embedded', 'postgresql'] },
    },
  })
  const url = process.env['DATABASE_URL'] ?? ''
  const opens: (() => Promise<Engine>)[] = []
  if (values.engine.includes('embedded')) opens.push(async () => openEmbedded())
  if (values.engine.includes('postgresql') && url !== '') opens.push(() => openPostgres(url))
  if (opens.length === 0) throw new Error('Nothing to measure: PostgreSQL needs DATABASE_URL.')

  const machine = describeMachine()
  const passes: Pass[] = []
  for (const open of opens) passes.push(await runOn(await open(), values.quick ? QUICK : FULL))
  console.log(describe(machine, passes))
  if (values.json !== undefined)
    writeFileSync(values.json, `${JSON.stringify({ machine, passes }, undefined, 2)}\n`)
  return verdict(passes, values.quick)
}

async function runOn(engine: Engine, plan: PassPlan): Promise<Pass> {
  try {
    return await runPass(engine, plan, text => console.error(`${engine.name}: ${text}`))
  } finally {
    await engine.close()
  }
}

/** The exit code. Bars count only in a full run; wrong results always count. */
function verdict(passes: readonly Pass[], quick: boolean): number {
  const mistakes = passes.flatMap(mistakesOf)
  const missed = passes.flatMap(missedBarsOf)
  for (const mistake of mistakes) console.error(`WRONG  ${mistake}`)
  for (const bar of missed)
    console.error(`MISSED ${bar}${quick ? ' (no more than a hint: the run was short)' : ''}`)
  return mistakes.length > 0 || (missed.length > 0 && !quick) ? 1 : 0
}

// Otherwise an interrupted run would leave its servers running.
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    console.error(`interrupted by ${signal}`)
    process.exit(1)
  })
}

try {
  process.exitCode = await main()
} catch (error) {
  console.error(error)
  process.exitCode = 1
}
// Stops the processes that a failed pass has left.
process.exit()
