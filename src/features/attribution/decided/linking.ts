import type { FastifyBaseLogger } from 'fastify'
import type { Clock } from '../../../lib/clock.ts'
import type { Org } from '../../../runtime/catalog/catalog.ts'
import type { Database, Session } from '../../../runtime/db/session.ts'
import type { Link } from '../../../runtime/people/links.ts'
import { attributeEvents } from '../attribute-events.ts'

export interface Linking {
  readonly db: Database
  readonly findOrg: (id: number, versionMin: number) => Promise<Org | undefined>
  /** Takes the organisation's lock for the transaction. False: not now. */
  readonly enter: (session: Session, org: Org) => Promise<boolean>
  /** Queues the outcomes of these stored events for feedback webhooks. */
  readonly queueFeedback: (
    session: Session,
    org: Org,
    eventIds: readonly string[],
    now: Date,
  ) => Promise<void>
  readonly clock: Clock
  readonly log: FastifyBaseLogger
}

/** Credits the events of the people anew whom these links join. */
export async function join(
  { queueFeedback, clock }: Linking,
  session: Session,
  org: Org,
  joining: readonly Link[],
): Promise<void> {
  if (joining.length === 0) return
  const now = clock()
  const findings = await attributeEvents(session, org, { ...NO_EVENTS, joining, now })
  await queueFeedback(session, org, [...findings.keys()], now)
}

const NO_EVENTS = { arrived: [], again: [], before: [] }
