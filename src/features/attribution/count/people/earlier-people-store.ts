import type { Session } from '../../../../runtime/db/session.ts'
import { personBucket } from '../../../../runtime/db/sql/person-bucket-sql.ts'

/** The templates whose earlier messages are not counted by bucket of people yet. */
export const loadUncounted = (
  session: Session,
): Promise<readonly { readonly orgId: number; readonly templateId: string }[]> =>
  session.query({
    text: 'select org_id as "orgId", template_id as "templateId" from uncounted_people order by 1, 2',
  })

export async function forgetUncounted(session: Session, orgId: number, templateId: string): Promise<void> {
  await session.query({
    text: 'delete from uncounted_people where org_id = $1 and template_id = $2',
    values: [orgId, templateId],
  })
}

/** Notes the bucket of each amount that has none yet. */
export async function setBuckets(session: Session, orgId: number, templateId: string): Promise<void> {
  await session.query({
    text: `update message_amounts a set person_bucket = ${personBucket('d')} from decisions d
           where a.org_id = $1 and a.template_id = $2 and a.person_bucket is null and d.org_id = $1 and d.id = a.decision_id`,
    values: [orgId, templateId],
  })
}
