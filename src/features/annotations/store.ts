import type { Database } from '../../runtime/db/session.ts'

interface Row {
  readonly id: number
  readonly at: Date
  readonly text: string
  readonly by: string
}

/** The annotations of a template within a period, the newest first. */
export const listAnnotations = (
  db: Database,
  orgId: number,
  templateId: string,
  { from, to }: { readonly from: Date; readonly to: Date },
  limit: number,
): Promise<readonly Row[]> =>
  db.kysely
    .selectFrom('annotations')
    .select(['id', 'at', 'text', 'by'])
    .where('org_id', '=', orgId)
    .where('template_id', '=', templateId)
    .where('at', '>=', from)
    .where('at', '<', to)
    .orderBy('at', 'desc')
    .limit(limit)
    .execute()

export const insertAnnotation = (
  db: Database,
  orgId: number,
  templateId: string,
  content: Omit<Row, 'id'> & { readonly created_at: Date },
): Promise<Row> =>
  db.kysely
    .insertInto('annotations')
    .values({ org_id: orgId, template_id: templateId, ...content })
    .returning(['id', 'at', 'text', 'by'])
    .executeTakeFirstOrThrow()

/** Whether there was one. */
export async function deleteAnnotation(
  db: Database,
  orgId: number,
  templateId: string,
  id: number,
): Promise<boolean> {
  const { numDeletedRows } = await db.kysely
    .deleteFrom('annotations')
    .where('org_id', '=', orgId)
    .where('template_id', '=', templateId)
    .where('id', '=', id)
    .executeTakeFirst()
  return numDeletedRows > 0n
}
