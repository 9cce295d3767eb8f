import type { Session } from '../../../runtime/db/session.ts'

/**
 * The last day on which webhooks have reported each of some names or types.
 * @param words in lower case
 * @param platform null: any
 */
export async function loadReported(
  session: Session,
  orgId: number,
  words: readonly string[],
  platform: string | null,
): Promise<ReadonlyMap<string, string>> {
  const found = await session.query<{ word: string; day: string }>({
    name: 'ingest-reported',
    text: `select word, to_char(max(day), 'YYYY-MM-DD') as day from (
             select coalesce(nullif(name, ''), type) as word, day from channel_days
             where org_id = $1 and (name = any($2) or (name = '' and type = any($2))) and webhook > 0
               and ($3::text is null or platform = $3)) reported
           group by word`,
    values: [orgId, words, platform],
  })
  return new Map(found.map(({ word, day }) => [word, day]))
}
