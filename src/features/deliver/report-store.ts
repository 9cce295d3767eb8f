import type { Session } from '../../runtime/db/session.ts'
import type { SentMessage } from './transport.ts'

/** A message that was sent and not yet reported to the rest of Parley. */
export interface Unreported extends SentMessage {
  readonly id: string
  readonly requestId: string
  readonly templateId: string
  readonly decisionId: string
  readonly finishedAt: Date
}

const AT_ONCE_MAX = 500

/** Some of the unreported messages of an organisation and a transport. */
export const loadUnreported = (
  session: Session,
  orgId: number,
  transport: string,
): Promise<readonly Unreported[]> =>
  session.query({
    name: 'deliver-unreported',
    text: `select id, request_id as "requestId", template_id as "templateId", decision_id as "decisionId", channel, message_id as "messageId",
             finished_at as "finishedAt", jsonb_build_object('userId', user_id, 'email', email, 'phone', phone) as recipient
           from deliveries where org_id = $1 and transport = $2 and not is_told limit $3`,
    values: [orgId, transport, AT_ONCE_MAX],
  })

export async function markReported(session: Session, orgId: number, ids: readonly string[]): Promise<void> {
  await session.query({
    name: 'deliver-reported',
    text: 'update deliveries set is_told = true where org_id = $1 and id = any($2)',
    values: [orgId, ids],
  })
}
