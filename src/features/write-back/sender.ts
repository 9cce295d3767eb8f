import type { Platform } from '../../core/platforms/platform.ts'
import type { VendorCall, VendorRequest } from '../../core/platforms/vendor.ts'
import { fail, ok, type Result } from '../../lib/result.ts'
import type { Org } from '../../runtime/catalog/catalog.ts'
import type { Lease } from '../../runtime/outbox/lane.ts'
import type { HeldLease } from '../../runtime/outbox/lease.ts'
import type { OutboxQueue, WorkerServices } from '../../runtime/outbox/queue.ts'
import { createQueueWorker, type QueueWorker } from '../../runtime/outbox/queue-worker.ts'
import { failed } from '../../runtime/outbox/retry.ts'
import { type DueWrite, LANES, loadDueWrites, saveWrites } from './due-store.ts'
import { settleIntents } from './queue-store.ts'
import { POLICY, readAnswer } from './retry-policy.ts'
import { isSwitchedOn } from './write-back-setting.ts'

export interface SenderServices extends WorkerServices {
  readonly findOrg: (id: number) => Promise<Org | undefined>
  readonly findPlatform: (slug: string) => Platform | undefined
  readonly call: VendorCall
}

interface Shift {
  readonly lease: HeldLease
  readonly lane: Lease
  readonly org: Org | undefined
  readonly platform: Platform | undefined
}

/** Writes copy to people's profiles. Organisations and platforms do not wait for each other. */
export const createProfileSender = (services: SenderServices): QueueWorker =>
  createQueueWorker(profileWrites(services), services)

function profileWrites(services: SenderServices): OutboxQueue<Lease, Shift, DueWrite, never> {
  const { db, call, clock, findOrg, findPlatform } = services
  return {
    name: 'profile writes',
    lanes: LANES,
    policy: POLICY,
    limits: { atOnce: 16, handful: 512, pollMs: 500, budgetMs: 20_000 },
    prepareRound: settleIntents,
    open: async (lane, lease) => ({
      ...{ lane, lease, org: await findOrg(lane.orgId), platform: findPlatform(lane.lane) },
    }),
    perMinute: ({ platform }) => platform?.profileUpdatesPerMinute ?? 60,
    load: ({ lane }, now, countMax) => loadDueWrites(db, lane, now, countMax),
    async prepare({ org, platform }, write) {
      const planned = planFor(write, org, platform)
      if (!planned.ok) return fail(failed({ reason: planned.reason }))
      const { to, request } = planned.value
      return ok(async () => ({ answer: readAnswer(to, await call(request), clock()) }))
    },
    record: ({ lane, lease }, attempts) => lease.under(session => saveWrites(session, lane.orgId, attempts)),
  }
}

/** The call that makes the write under the present configuration, or the reason why there is none. */
function planFor(
  { templateId, ...write }: DueWrite,
  org: Org | undefined,
  platform: Platform | undefined,
): Result<{ readonly to: Platform; readonly request: VendorRequest }, string> {
  const template = org?.templates.get(templateId)
  if (org === undefined || template === undefined) return fail('The template is gone.')
  if (platform?.profileUpdate === undefined)
    return fail('Copy is not written to profiles of this platform any more.')
  if (!isSwitchedOn(template, platform.slug))
    return fail(
      'The template does not write copy to profiles any more. Switch write_back on, then try again.',
    )
  const settings = org.platforms.get(platform.slug) ?? {}
  const ids = template.integration[platform.slug] ?? {}
  const request = platform.profileUpdate({ templateId, ...write }, settings, ids)
  return request.ok ? ok({ to: platform, request: request.value }) : request
}
