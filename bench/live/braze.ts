import { brazeCalls, REPORTS } from '../ingest/cases.ts'
import type { Calls } from '../load.ts'
import { COMPARED, faultOf, personOf, post } from '../scenarios.ts'
import type { Account } from '../setup.ts'

/** The calls of Braze that report four events of each message, 75 in a call. */
export function brazeCallsOf(
  { org, brazeToken }: Account,
  messages: number,
): Calls & { readonly count: number } {
  const decidedAtMs = Date.now()
  const calls = brazeCalls(
    Array.from({ length: messages }, (_, at) => ({
      ...{ userId: personOf(at), trackingId: `${COMPARED}-${at}`, decidedAtMs },
    })),
    REPORTS,
  )
  let next = 0
  return {
    count: calls.length,
    next: () =>
      post(
        `/api/webhook/braze/${org}`,
        `Authorization: Bearer ${brazeToken}\r\n`,
        JSON.stringify(calls[next++]?.body),
      ),
    fault: ({ status }) => faultOf(status),
  }
}
