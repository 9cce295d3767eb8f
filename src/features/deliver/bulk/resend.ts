import type { Signal } from '../../../lib/signal.ts'
import type { Database } from '../../../runtime/db/session.ts'
import { unprocessable } from '../../../runtime/http/unprocessable.ts'
import type { JobKind, StoredJob } from '../../../runtime/jobs/job.ts'
import type { Jobs } from '../../../runtime/jobs/runner.ts'
import type { ResendBody, ResendFilter } from '../schema.ts'
import { summariseDeliveries } from './count-store.ts'
import { resendNext } from './resend-store.ts'

interface Place {
  readonly after: string
}

const KIND = 'delivery-resend'

/**
 * Starts to send messages again that match a filter. A small number is queued before this returns.
 * @throws Problem unprocessable for unknown messages, unless the person takes them as not sent
 */
export async function startResend(
  { db, jobs }: { readonly db: Database; readonly jobs: Jobs },
  orgId: number,
  { filter, assume }: ResendBody,
  by: string,
): Promise<StoredJob> {
  if (filter.state === 'unknown' && assume !== 'not-sent')
    throw unprocessable({
      field: '/assume',
      message:
        'Messages of the state unknown may have been sent. Look for them at the vendor, and say "not-sent" to send them again.',
    })
  const { by_state } = await summariseDeliveries(db, orgId, filter)
  const total = filter.ids === undefined ? by_state[filter.state].count : filter.ids.length
  return jobs.startAndStep({ orgId, kind: KIND, input: filter, total, by })
}

/** Queues messages again, the oldest first. */
export const resendJob = (queued: Signal): JobKind<ResendFilter, Place> => ({
  kind: KIND,
  prepare:
    async ({ orgId, input, cursor, createdAt }, now) =>
    async session => {
      const place = { after: cursor?.after ?? null, until: new Date(createdAt.getTime() + 1), now }
      const { changed, last } = await resendNext(session, orgId, input, place)
      return { done: changed, changed, cursor: last === null ? null : { after: last }, isEnd: last === null }
    },
  afterStep: queued.fire,
})
