// Measures ingest: the processor time of server and database for each event, beside the floor: the same rows, written
// set-based. `npm run bench:ingest -- --messages 3000 --stored 1000000 --rounds 5`. On the embedded engine; with
// DATABASE_URL on that PostgreSQL, in databases of their own.
import { parseArgs } from 'node:util'
import { spreadOf } from '../spread.ts'
import { CASES, type Case } from './cases.ts'
import { type Cost, measure } from './run.ts'

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      messages: { type: 'string', default: '3000' },
      stored: { type: 'string', default: '0' },
      batch: { type: 'string', default: '1000' },
      rounds: { type: 'string', default: '5' },
      case: { type: 'string', multiple: true, default: [] },
      statements: { type: 'boolean', default: false },
      profile: { type: 'string' },
    },
  })
  const { profile } = values
  const plan = { messages: +values.messages, stored: +values.stored, batch: +values.batch, profile }
  const wanted = CASES.filter(({ name }) => values.case.every(part => name.includes(part)))
  say(
    `${JSON.stringify(plan)}, ${values.rounds} rounds; µs of processor time an event, median (least to most)`,
  )
  for (const one of wanted) {
    const costs: Cost[] = []
    for (let round = 0; round < +values.rounds; round++)
      costs.push(await measure(one, plan, values.statements))
    report(one, costs)
  }
}

function report({ name }: Case, costs: readonly Cost[]): void {
  const column = (of: (cost: Cost) => number, digits = 0) => {
    const values = costs.map(of).filter(Number.isFinite)
    if (values.length === 0) return 'not measured'
    const { median, min, max } = spreadOf(values)
    return `${median.toFixed(digits)} (${min.toFixed(digits)} to ${max.toFixed(digits)})`
  }
  say(
    `  ${name.padEnd(26)} server ${column(({ server }) => server)} · database ${column(({ database }) => database)}` +
      ` · floor ${column(({ floor }) => floor)} · ratio ${column(({ server, database, floor }) => (server + database) / floor, 2)}`,
  )
  for (const line of costs.at(-1)?.statements ?? []) say(line)
}

const say = (line: string) => process.stdout.write(`${line}\n`)

await main()
