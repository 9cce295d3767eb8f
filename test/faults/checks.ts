import { setTimeout as wait } from 'node:timers/promises'
import { expect } from 'vitest'
import type { Random } from '../../src/core/stats/draw/random.ts'
import type { Client } from './client.ts'
import type { Installation } from './installation.ts'
import type { Journal } from './journal.ts'
import { type ChoiceAnswer, choiceOf } from './load.ts'
import { type Figures, recount } from './recount.ts'

const PROCESSED_MS = 300_000
const SHOWN_MS = 15_000
const ASKED_AGAIN = 40

interface Results {
  readonly variants: readonly (Figures & { readonly id: string })[]
}

/** Everything that must hold after a fault. @throws by the assertions of the tests */
export async function check(
  at: Installation,
  client: Client,
  journal: Journal,
  random: Random,
): Promise<void> {
  await untilProcessed(at)
  await expect.poll(() => shownBy(client), { timeout: SHOWN_MS, interval: 250 }).toEqual(recount(journal))
  expect(journal.changed).toEqual([])
  await askAgain(at, client, journal, random)
  const failed = (await client.send('/api/v1/orgs/acme/requests?outcome=failed')) as { items: object[] }
  expect(failed.items).toEqual([])
  expect(await at.run('recount', '--org', 'acme', '--template', 'welcome')).toBe(
    `welcome: ${journal.choices.size} messages counted again, 0 sums corrected.\n`,
  )
  expect(await shownBy(client)).toEqual(recount(journal))
  expect(client.wrong).toEqual([])
}

async function untilProcessed({ servers }: Installation): Promise<void> {
  for (const until = Date.now() + PROCESSED_MS; Date.now() < until; await wait(200)) {
    const text = await fetch(`${servers[0]?.url}/metrics`).then(reply => reply.text())
    if (/^parley_inbound_backlog 0$/m.test(text)) return
  }
  throw new Error('the inbox was never worked off')
}

async function shownBy(client: Client): Promise<Readonly<Record<string, Figures>>> {
  const { variants } = (await client.send('/api/v1/orgs/acme/templates/welcome/results')) as Results
  return Object.fromEntries(
    variants.map(({ id, decisions, sends, opens, clicks, conversions, revenue }) => [
      id,
      { decisions, sends, opens, clicks, conversions, revenue },
    ]),
  )
}

/** Every server gives some of the messages the choice that it was given first. */
async function askAgain(
  at: Installation,
  client: Client,
  { choices }: Journal,
  random: Random,
): Promise<void> {
  const all = [...choices.values()]
  for (let time = 0; time < ASKED_AGAIN; time++) {
    const choice = all[Math.floor(random() * all.length)]
    if (!choice) return
    for (const { url } of at.servers) {
      const { body } = await client.ask(url, '/api/generate/acme', choiceOf(choice.user, choice.message))
      const { copy, decision_id } = body as ChoiceAnswer
      expect({ variant: copy.id, decision: decision_id }).toEqual({
        variant: choice.variant,
        decision: choice.decision,
      })
    }
  }
}
