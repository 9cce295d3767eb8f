// Measures what a flood of sign-ins does to choices: the latency of generate alone and beside the flood, in turn. Every
// sign-in is of another account and seems to come from another network, so that no limit refuses it before its hash.
import { randomBytes } from 'node:crypto'
import { connectAll } from '../connection.ts'
import { openEmbedded } from '../engine.ts'
import { type Calls, type Run, runClosedLoop, runOpenLoop } from '../load.ts'
import { callsOf, generate } from '../scenarios.ts'
import { startServer } from '../server.ts'
import { setUp } from '../setup.ts'

const ROUNDS = 5
const SECONDS = 4
const WARM_UP_SECONDS = 5
const CHOICES_PER_SECOND = 100

/** What was answered besides 401, which is the right answer: with 503, the queue of hashes was full. */
const busy: Record<number, number> = {}

function signIns(): Calls {
  let number = 0
  return {
    next() {
      const body = JSON.stringify({ email: `nobody-${number}@example.com`, password: 'a guess of many' })
      const address = `198.${18 + ((number >> 16) & 1)}.${(number >> 8) & 255}.${number & 255}`
      number++
      return [
        'POST /api/v1/session HTTP/1.1',
        'Host: localhost',
        'Content-Type: application/json',
        'Sec-Fetch-Site: same-origin',
        'X-Parley-Console: 1',
        `X-Forwarded-For: ${address}`,
        `Content-Length: ${body.length}`,
        '',
        body,
      ].join('\r\n')
    },
    fault({ status }) {
      busy[status] = (busy[status] ?? 0) + 1
      return status === 401 || status === 503 ? undefined : `status ${status}`
    },
  }
}

const line = (name: string, { answered, p50, p90, p99, max, faults }: Run): string =>
  `${name.padEnd(16)} ${answered} answers  p50 ${p50.toFixed(1)}  p90 ${p90.toFixed(1)}  p99 ${p99.toFixed(1)}  max ${max.toFixed(1)} ms  ${JSON.stringify(faults)}`

const middle = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0

async function main(): Promise<void> {
  const engine = openEmbedded()
  const adminKey = randomBytes(24).toString('hex')
  const parley = await startServer('parley', {
    ...engine.storeOf('parley'),
    PARLEY_ADMIN_KEY: adminKey,
    PARLEY_SECRET_KEY: randomBytes(24).toString('hex'),
    PARLEY_TRUST_PROXY: '127.0.0.1',
    LOG_LEVEL: 'error',
  })
  try {
    const choices = callsOf(generate, await setUp(parley.url, adminKey), 'flood')
    const [forChoices, forSignIns] = [await connectAll(parley.port), await connectAll(parley.port)]
    await runOpenLoop(forChoices, choices, CHOICES_PER_SECOND, WARM_UP_SECONDS)
    const flood = signIns()
    const alone: Run[] = []
    const beside: Run[] = []
    for (let round = 0; round < ROUNDS; round++) {
      alone.push(await runOpenLoop(forChoices, choices, CHOICES_PER_SECOND, SECONDS))
      const [run, tries] = await Promise.all([
        runOpenLoop(forChoices, choices, CHOICES_PER_SECOND, SECONDS),
        runClosedLoop(forSignIns, flood, SECONDS),
      ])
      beside.push(run)
      console.log(line('alone', alone.at(-1) ?? run))
      console.log(line('beside a flood', run))
      console.log(line('sign-ins', tries))
    }
    for (const name of ['p50', 'p90', 'p99'] as const) {
      const [one, other] = [alone, beside].map(runs => middle(runs.map(run => run[name])))
      console.log(
        `${name}: alone ${one?.toFixed(1)} ms, beside the flood ${other?.toFixed(1)} ms, ratio ${((other ?? 0) / (one || 1)).toFixed(2)}`,
      )
    }
    console.log(`sign-ins by status: ${JSON.stringify(busy)}`)
    for (const connection of [...forChoices, ...forSignIns]) connection.close()
  } finally {
    await parley.stop()
    await engine.close()
  }
}

await main()
process.exit()
