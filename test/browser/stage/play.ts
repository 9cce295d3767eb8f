import { createRandom } from '../../../src/core/stats/draw/random.ts'
import { createBackend } from '../../../src/features/demo/backend-traffic.ts'
import { behave } from '../../../src/features/demo/behaviour.ts'
import type { Call, Reply } from '../../../src/features/demo/client.ts'
import { createCustomerio } from '../../../src/features/demo/customerio-traffic.ts'
import type { DemoOrg } from '../../../src/features/demo/demo-org.ts'
import { hexId } from '../../../src/features/demo/invented-ids.ts'
import { createIterable } from '../../../src/features/demo/iterable-traffic.ts'
import { oddityAt } from '../../../src/features/demo/oddities.ts'
import { personAt } from '../../../src/features/demo/people.ts'
import type { PlannedCall, Sender } from '../../../src/features/demo/sender.ts'
import { refreshAll } from '../../../src/features/recommendations/refresh.ts'
import { DAY_MS, HOUR_MS } from '../../../src/lib/duration.ts'
import { ensurePartitions } from '../../../src/runtime/db/partitions.ts'
import { recommendingOf } from '../../../src/worker-wiring.ts'
import type { TestApp } from '../../app.ts'
import { processInbox } from '../../factories.ts'
import { addCrowd, ratesOf } from './crowd.ts'

const DAYS = 30
const SLOTS_A_DAY = 3
const MESSAGES_A_SLOT = 10
/** Each of them gets every message several times. */
const PEOPLE = 180

interface Timed {
  readonly at: number
  readonly call: Call
}

/** Sends a call without a port. */
export async function inject(
  { app }: TestApp,
  { method = 'POST', path, headers, body }: Call,
): Promise<Reply> {
  const reply = await app.inject({ method, url: path, headers, ...(body !== undefined && { payload: body }) })
  return { status: reply.statusCode, text: reply.body }
}

/** Lets the senders of the demo send for a month, which ends now, with calls that do not fit in between. */
export async function playMonth(server: TestApp, org: DemoOrg, endsAt: number): Promise<void> {
  const { slug, platformKey: key, signingKey } = org
  const senders = [
    createCustomerio({ org: slug, key, signingKey }),
    createIterable({ org: slug, key }),
    createBackend({ org: slug, key }),
  ]
  const slots = DAYS * SLOTS_A_DAY
  for (let slot = 0; slot < slots; slot++) {
    // The last slot ends a few minutes ago, so that its reports have arrived.
    const startsAt = endsAt - 6 * 60_000 - (slots - 1 - slot) * (DAY_MS / SLOTS_A_DAY)
    server.setNow(new Date(startsAt))
    if (slot % SLOTS_A_DAY === 0) await ensurePartitions(server.services.db, new Date(startsAt))
    await playSlot({ server, org, senders, startsAt, slot })
    if (slot % (2 * SLOTS_A_DAY) === 0) await refreshAll(recommendingOf(server.services), server.services.log)
  }
  server.setNow(new Date(endsAt))
  await refreshAll(recommendingOf(server.services), server.services.log)
}

interface Slot {
  readonly server: TestApp
  readonly org: DemoOrg
  readonly senders: readonly Sender[]
  readonly startsAt: number
  readonly slot: number
}

async function playSlot({ server, org, senders, startsAt, slot }: Slot): Promise<void> {
  const { tally, policies } = server.services
  const reports: Timed[] = []
  for (let at = 0; at < MESSAGES_A_SLOT; at++)
    for (const sender of senders) {
      const sentAt = startsAt + at * 20_000
      server.setNow(new Date(sentAt))
      for (const { afterMs, call } of await sendMessage(
        server,
        org,
        sender,
        sentAt,
        slot * MESSAGES_A_SLOT + at,
      ))
        reports.push({ at: sentAt + afterMs, call })
    }
  const sources = { org: org.slug, key: org.platformKey, signingKey: org.signingKey }
  reports.push({ at: startsAt + 5000, call: oddityAt(slot, new Date(startsAt + 5000), sources).call })
  for (const { at, call } of reports.toSorted((left, right) => left.at - right.at)) {
    server.setNow(new Date(at))
    await inject(server, call)
  }
  server.setNow(new Date(startsAt + HOUR_MS / 12))
  await processInbox(server)
  await tally.flush()
  if (slot % SLOTS_A_DAY !== SLOTS_A_DAY - 1) return
  await addCrowd(server, org, new Date(startsAt))
  await policies.refresh()
}

async function sendMessage(
  server: TestApp,
  org: DemoOrg,
  sender: Sender,
  sentAt: number,
  number: number,
): Promise<readonly PlannedCall[]> {
  const random = createRandom('browser', 'reader', sender.templateId, String(number))
  const request = { person: personAt(number % PEOPLE), id: hexId(random) }
  const { status, text } = await inject(server, sender.ask(request))
  const answer: { readonly copy: { readonly id: string }; readonly tracking_id: string } = JSON.parse(text)
  const variant = org.variants.get(answer.copy?.id)
  if (status !== 200 || !variant) throw new Error(`${sender.templateId} was answered ${status}: ${text}`)
  const behaviour = behave(
    ratesOf(sender.templateId, variant.name) ?? variant.planted,
    request.person,
    random,
  )
  return sender.report({
    ...request,
    trackingId: answer.tracking_id,
    behaviour,
    sentAt: new Date(sentAt),
    random,
  })
}
