import type { FastifyBaseLogger } from 'fastify'
import type { Platform } from '../../core/platforms/platform.ts'
import type { VendorCall, VendorRequest } from '../../core/platforms/vendor.ts'
import type { Clock } from '../../lib/clock.ts'
import { MINUTE_MS } from '../../lib/duration.ts'
import { fail, type Result } from '../../lib/result.ts'
import type { Org } from '../../runtime/catalog/catalog.ts'
import type { Database } from '../../runtime/db/session.ts'
import { claimLanes, type DueWrite, type Lane, leaveLane, loadDueWrites, type Outcome } from './lease.ts'
import { settleIntents } from './queue.ts'
import { judge } from './retry-policy.ts'
import { isSwitchedOn } from './write-back-setting.ts'

export interface SenderServices {
  readonly db: Database
  readonly findOrg: (id: number) => Promise<Org | undefined>
  readonly findPlatform: (slug: string) => Platform | undefined
  readonly call: VendorCall
  readonly clock: Clock
  /** A number in [0, 1), another each time. */
  readonly chance: () => number
  readonly log: FastifyBaseLogger
}

export interface ProfileSender {
  /** Starts to write whatever is due and may be written now. Returns how long to pause, in milliseconds. */
  round(): Promise<number>
  /** Resolves when what was started has ended. */
  settled(): Promise<void>
}

const POLL_MS = 500
const AT_ONCE = 16
/** No call is started later than this after its lane was taken, and none takes longer than ten seconds. */
const BUDGET_MS = 20_000
const LEASE_MS = MINUTE_MS

/** Writes copy to people's profiles. Organisations and platforms do not wait for each other. */
export function createProfileSender(services: SenderServices): ProfileSender {
  const { db, clock, log } = services
  const underway = new Set<Promise<void>>()

  function start(lane: Lane): void {
    const work = workLane(services, lane)
      .catch((error: unknown) =>
        log.error(
          { err: error, org_id: lane.orgId, platform: lane.platform },
          'profiles could not be written',
        ),
      )
      .finally(() => underway.delete(work))
    underway.add(work)
  }

  return {
    async round() {
      const now = clock()
      await settleIntents(db, now)
      const lanes = await claimLanes(db, now, new Date(now.getTime() + LEASE_MS))
      for (const lane of lanes) start(lane)
      return POLL_MS
    },
    async settled() {
      await Promise.all(underway)
    },
  }
}

async function workLane(services: SenderServices, lane: Lane): Promise<void> {
  const { db, clock, findOrg, findPlatform } = services
  const startedAt = clock()
  const org = await findOrg(lane.orgId)
  const platform = findPlatform(lane.platform)
  const pace = paceOf(platform)
  const writes = await loadDueWrites(db, lane, startedAt, pace.writes)
  const { outcomes, failures, pauseMs } = await sendAll(services, org, platform, lane, writes)
  const now = clock()
  const freeAt = Math.max(startedAt.getTime() + pace.everyMs, now.getTime() + pauseMs)
  await leaveLane(db, { ...lane, failures }, outcomes, new Date(freeAt), now)
}

/** So many writes in so much time: a second, or as long as one takes at the platform's rate. */
function paceOf(platform: Platform | undefined): { readonly writes: number; readonly everyMs: number } {
  const perMinute = platform?.profileUpdatesPerMinute ?? 60
  const writes = Math.max(1, Math.floor(perMinute / 60))
  return { writes, everyMs: Math.ceil((writes * MINUTE_MS) / perMinute) }
}

/** Some at once, in order. After a failure that concerns them all, the rest stay for the next time. */
async function sendAll(
  services: SenderServices,
  org: Org | undefined,
  platform: Platform | undefined,
  lane: Lane,
  writes: readonly DueWrite[],
): Promise<{ outcomes: readonly Outcome[]; failures: number; pauseMs: number }> {
  const { clock } = services
  const deadline = clock().getTime() + BUDGET_MS
  const waiting = [...writes]
  const outcomes: Outcome[] = []
  let failures = lane.failures
  let pauseMs = 0
  async function work(): Promise<void> {
    while (pauseMs === 0 && clock().getTime() < deadline) {
      const write = waiting.shift()
      if (write === undefined) return
      const request = requestFor(write, org, platform)
      if (!request.ok) {
        outcomes.push(deadBefore(write, request.reason, clock()))
        continue
      }
      const { outcome, pause } = await send(
        services,
        platform?.name ?? lane.platform,
        write,
        request.value,
        failures,
      )
      outcomes.push(outcome)
      failures = pause === undefined ? 0 : failures + 1
      pauseMs = Math.max(pauseMs, pause ?? 0)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  return { outcomes, failures, pauseMs }
}

/** The call that makes the write, by what is configured now, or why there is none. */
function requestFor(
  { templateId, ...write }: DueWrite,
  org: Org | undefined,
  platform: Platform | undefined,
): Result<VendorRequest, string> {
  const template = org?.templates.get(templateId)
  if (org === undefined || template === undefined) return fail('The template is gone.')
  if (platform?.profileUpdate === undefined)
    return fail('Copy is not written to profiles of this platform any more.')
  if (!isSwitchedOn(template, platform.slug))
    return fail(
      'The template does not write copy to profiles any more. Switch write_back on, then try again.',
    )
  const settings = org.platforms.get(platform.slug) ?? {}
  return platform.profileUpdate({ templateId, ...write }, settings, template.integration[platform.slug] ?? {})
}

const deadBefore = ({ id, attempts }: DueWrite, reason: string, now: Date): Outcome => ({
  id,
  state: 'dead',
  attempts,
  dueAt: now,
  status: null,
  reason,
})

async function send(
  { call, clock, chance }: SenderServices,
  platform: string,
  { id, attempts }: DueWrite,
  request: VendorRequest,
  failures: number,
): Promise<{ readonly outcome: Outcome; readonly pause: number | undefined }> {
  const answer = await call(request)
  const now = clock()
  const judgement = judge(platform, answer, { attempts, failures, now, chance: chance() })
  const { state, status } = judgement
  if (state === 'sent') {
    const outcome = { id, state, attempts: attempts + 1, dueAt: now, status, reason: null }
    return { outcome, pause: undefined }
  }
  const { reason, attempts: tried } = judgement
  if (state === 'dead')
    return { outcome: { id, state, attempts: tried, dueAt: now, status, reason }, pause: undefined }
  const dueAt = new Date(now.getTime() + judgement.waitMs)
  return { outcome: { id, state, attempts: tried, dueAt, status, reason }, pause: judgement.pauseMs }
}
