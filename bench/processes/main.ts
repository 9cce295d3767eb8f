// Measures several processes on one PostgreSQL: choices and events a second, whether counts are exact, whether one message
// gets one choice, and how soon a change is known and a dead worker's work taken over. docs/reliability.md has the figures.
// `DATABASE_URL=postgres://… npm run bench:processes`. The exit code is 1 if anything is wrong.
import { parseArgs } from 'node:util'
import { openPostgres } from '../engine.ts'
import { spreadOf } from '../spread.ts'
import { install } from './installation.ts'
import { type Figures, measure, type Plan } from './measure.ts'

const FULL: Plan = { rounds: 5, seconds: 4, keys: 2_000 }
/** A smoke test: its figures are only hints. */
const QUICK: Plan = { rounds: 1, seconds: 1, keys: 200 }

async function main(): Promise<boolean> {
  const { values } = parseArgs({
    options: {
      quick: { type: 'boolean', default: false },
      processes: { type: 'string', multiple: true, default: ['1', '2', '4'] },
    },
  })
  const url = process.env['DATABASE_URL'] ?? ''
  if (url === '') throw new Error('Several processes need PostgreSQL: set DATABASE_URL.')
  console.log(
    '| processes | choices/s | p50 ms | p99 ms | events/s, until counted | change known, ms | taken over, ms |',
  )
  console.log('| --- | --- | --- | --- | --- | --- | --- |')
  const mistakes: string[] = []
  for (const processes of values.processes.map(Number)) {
    const figures = await measureOn(url, processes, values.quick ? QUICK : FULL)
    console.log(lineOf(processes, figures))
    mistakes.push(...figures.mistakes.map(mistake => `${processes} processes: ${mistake}`))
  }
  for (const mistake of mistakes) console.error(`WRONG ${mistake}`)
  return mistakes.length === 0
}

async function measureOn(url: string, processes: number, plan: Plan): Promise<Figures> {
  const engine = await openPostgres(url)
  try {
    const at = await install(engine, processes)
    const figures = await measure(at, plan)
    await at.stop()
    return figures
  } finally {
    await engine.close()
  }
}

function lineOf(processes: number, { choices, processed, knownMs, takenOverMs }: Figures): string {
  const column = (of: (run: Figures['choices'][number]) => number, digits: number) => {
    const { median, min, max } = spreadOf(choices.map(of))
    return `${median.toFixed(digits)} (${min.toFixed(digits)} to ${max.toFixed(digits)})`
  }
  const cells = [
    `${processes} \`serve\`, ${processes} \`worker\``,
    column(({ perSecond }) => perSecond, 0),
    column(({ p50 }) => p50, 1),
    column(({ p99 }) => p99, 1),
    processed.toFixed(0),
    knownMs.toFixed(0),
    takenOverMs?.toFixed(0) ?? '',
  ]
  return `| ${cells.join(' | ')} |`
}

process.exit((await main()) ? 0 : 1)
