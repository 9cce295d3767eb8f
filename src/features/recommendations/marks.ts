import type { Store } from './store.ts'

/** An archived variant as a mark on a chart. */
export interface ArchiveMark {
  readonly at: Date
  readonly text: string
  readonly by: string
}

/** The variants that recommendations have archived within a period, the newest first. */
export async function archiveMarks(
  store: Store,
  orgId: number,
  templateId: string,
  { from, to }: { readonly from: Date; readonly to: Date },
  limit: number,
): Promise<readonly ArchiveMark[]> {
  const rows = await store
    .selectFrom('recommendations as advice')
    .leftJoin('variants as variant', join =>
      join
        .onRef('variant.org_id', '=', 'advice.org_id')
        .on(eb => eb(eb.cast('variant.id', 'text'), '=', eb.ref('advice.subject'))),
    )
    .select(['advice.decided_at', 'advice.decided_by_name', 'advice.note', 'variant.name as variant'])
    .where('advice.org_id', '=', orgId)
    .where('advice.template_id', '=', templateId)
    .where('advice.kind', '=', 'archive')
    .where('advice.status', 'in', ['accepted', 'applied'])
    .where('advice.decided_at', '>=', from)
    .where('advice.decided_at', '<', to)
    .orderBy('advice.decided_at', 'desc')
    .limit(limit)
    .execute()
  return rows.flatMap(({ decided_at, decided_by_name, note, variant }) =>
    decided_at === null
      ? []
      : [
          {
            at: decided_at,
            by: decided_by_name ?? 'Parley',
            text: `${variant ?? 'A deleted variant'} was archived, as recommended${note === null ? '.' : `: ${note}`}`,
          },
        ],
  )
}
