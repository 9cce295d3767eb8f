import { setTimeout as wait } from 'node:timers/promises'
import type { Connection } from '../connection.ts'
import { runClosedLoop } from '../load.ts'
import { callsOf, customerio } from '../scenarios.ts'
import { ADMIN_KEY } from '../setup.ts'
import { type Installation, serverOf } from './installation.ts'

const LOOK_EVERY_MS = 50
const GIVE_UP_MS = 60_000

/** Approves a wording at one server. @returns the milliseconds until every server offers it */
export async function untilKnown({ account: { org, template }, servers }: Installation): Promise<number> {
  const headers = { 'x-api-key': ADMIN_KEY, 'content-type': 'application/json' }
  const name = `Added ${Math.random()}`
  const vars = { subject: name, preheader: name, body: name }
  const startedAt = performance.now()
  await fetch(`${serverOf(servers).url}/api/v1/orgs/${org}/templates/${template}/variants`, {
    ...{ method: 'POST', headers, body: JSON.stringify({ name, vars, status: 'approved' }) },
  })
  const ask = { template_id: template, user_id: 'watcher', use_cache: false, trace: true }
  await Promise.all(
    servers.map(async ({ url }) => {
      for (const until = startedAt + GIVE_UP_MS; performance.now() < until; await wait(LOOK_EVERY_MS)) {
        const reply = await fetch(`${url}/api/generate/${org}`, {
          method: 'POST',
          headers,
          body: JSON.stringify(ask),
        })
        if ((await reply.text()).includes(name)) return
      }
    }),
  )
  return performance.now() - startedAt
}

/** Kills a worker while events are processed. @returns the milliseconds until one that arrives afterwards is done */
export async function measureTakeOver(at: Installation, connections: readonly Connection[]): Promise<number> {
  const calls = callsOf(customerio, at.account, 'take-over')
  await runClosedLoop(connections.slice(0, 8), calls, 0.5)
  const [worker] = at.workers
  await worker?.kill()
  const killedAt = performance.now()
  const { org, ingestKey } = at.account
  const headers = { 'x-api-key': ingestKey, 'content-type': 'application/json' }
  const body = JSON.stringify({ event: 'purchase', event_id: 'after the death', user_id: 'user-1' })
  const reply = await fetch(`${serverOf(at.servers).url}/api/webhook/events/${org}`, {
    method: 'POST',
    headers,
    body,
  })
  const { request_id } = (await reply.json()) as { request_id: string }
  const url = `${serverOf(at.servers).url}/api/v1/orgs/${org}/requests/${request_id}`
  for (const until = killedAt + GIVE_UP_MS; performance.now() < until; await wait(LOOK_EVERY_MS)) {
    const request = await fetch(url, { headers: { 'x-api-key': ADMIN_KEY } })
    if (((await request.json()) as { outcome: string | null }).outcome !== null) break
  }
  return performance.now() - killedAt
}
