import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createRandom } from '../../src/core/stats/draw/random.ts'
import { check } from './checks.ts'
import { type Client, createClient } from './client.ts'
import type { Fault } from './fault.ts'
import { FAULTS } from './faults.ts'
import { type EngineName, type Installation, install } from './installation.ts'
import { createJournal } from './journal.ts'
import { loadDuring, type Shape } from './load.ts'
import { personOf } from './person.ts'
import { setUp } from './set-up.ts'

// scripts/faults.mjs sets them.
const SEED = process.env['FAULTS_SEED'] ?? '1'
const ROUNDS = Number(process.env['FAULTS_ROUNDS'] ?? 0)
const KILLS = Number(process.env['FAULTS_KILLS'] ?? 3)
const ONLY = (process.env['FAULTS_ONLY'] ?? '').split(',')
const ENGINES = (process.env['FAULTS_ENGINES'] ?? 'embedded,postgres').split(',') as EngineName[]

const SHAPE: Shape = { people: 20, morePerS: 6, copies: 1, isFlood: false }
const DAYS_AGO_S = 5 * 86_400

describe.each(ENGINES)('%s', engine => {
  const random = createRandom(SEED, engine)
  const folder = mkdtempSync(join(tmpdir(), 'parley-faults-'))
  const journal = createJournal(join(folder, 'journal.jsonl'))
  const startS = Math.floor(Date.now() / 1000) - DAYS_AGO_S
  const kills = new Map<string, number>()
  const answers = new Map<string, number>()
  let people = 0
  let at: Installation
  let client: Client
  const say = (text: string) => console.log(`${new Date().toISOString().slice(11, 19)} ${engine}: ${text}`)
  const add = (sums: Map<string, number>, name: string, count: number) =>
    sums.set(name, (sums.get(name) ?? 0) + count)

  const noteKill = (what: string) => {
    add(kills, what, 1)
    say(`killed ${what}: ${JSON.stringify(Object.fromEntries(kills))}`)
  }

  beforeAll(async () => {
    say(`seed ${SEED}; the journal is ${folder}`)
    at = await install(engine, say)
    client = createClient(at.servers)
    await setUp(client, at.servers)
  })
  afterAll(() => at?.remove())

  it.each(planOf(engine, SEED))('round $number: $fault.name', async ({ fault }) => {
    const scene = { at, random, say, kills: KILLS, killed: noteKill }
    const load = { client, journal, random, nextPerson: () => personOf(SEED, people++, startS) }
    await loadDuring(load, { ...SHAPE, ...fault.shape }, fault.inject(scene))
    const counts = client.takeCounts()
    for (const [kind, count] of Object.entries(counts)) add(answers, kind, count)
    await check(at, client, journal, random)
    const pauseS = (journal.takePauseMs() / 1000).toFixed(1)
    say(`${fault.name}: exact; ${pauseS} s without a choice; ${JSON.stringify(counts)}`)
  })

  it('everything is exact at the end, when all have woken', async () => {
    await at.allAwake()
    await check(at, client, journal, random)
    const { choices, events } = journal
    say(
      `${choices.size} choices and ${events.size} events acknowledged; killed ${JSON.stringify(Object.fromEntries(kills))}; ` +
        `answers ${JSON.stringify(Object.fromEntries(answers))}; ended by themselves ${at.endedByThemselves()}`,
    )
    expect(choices.size).toBeGreaterThan(0)
  })
})

/** Each fault in the order of the seed, again and again. Every other round kills. */
function planOf(
  engine: EngineName,
  seed: string,
): readonly { readonly number: number; readonly fault: Fault }[] {
  const random = createRandom(seed, 'plan')
  const possible = FAULTS.filter(
    fault =>
      (fault.engine === undefined ? engine !== 'patroni' : fault.engine === engine) &&
      ONLY.some(part => fault.name.includes(part)),
  )
  const kill = possible.find(({ name }) => name === 'kill -9')
  const others = possible
    .filter(fault => fault !== kill)
    .map(fault => ({ fault, key: random() }))
    .sort((one, other) => one.key - other.key)
    .map(({ fault }) => fault)
  const kills = kill ? [kill] : []
  const once = [...kills, ...others]
  const pairs = others.length === 0 ? kills : others.flatMap(other => [...kills, other])
  const faults =
    ROUNDS === 0 ? once : Array.from({ length: ROUNDS }, (_, at) => pairs[at % pairs.length] as Fault)
  return faults.map((fault, at) => ({ number: at + 1, fault }))
}
