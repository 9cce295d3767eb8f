import type { TestApp } from './app.ts'

const TIME_OF = {
  inbound_requests: 'received_at',
  events: 'received_at',
  deliveries: 'created_at',
  profile_writes: 'created_at',
}

/**
 * Stores copies of a row that differ from it, each a millisecond newer than the one before.
 * @param changes what is different, by column; `{n}` in a text becomes the number of the copy
 */
export async function storeNewerCopies(
  server: TestApp,
  table: keyof typeof TIME_OF,
  id: string,
  count: number,
  changes: Readonly<Record<string, unknown>>,
): Promise<void> {
  const time = TIME_OF[table]
  await server.services.db.query({
    text: `insert into ${table} select copied.* from ${table} original cross join generate_series(1, $2::int) n
           cross join lateral (select ${time} + n * interval '1 millisecond' as at) later
           cross join lateral (select lpad(to_hex(floor(extract(epoch from at) * 1000)::bigint), 12, '0') as hex) named
           cross join lateral jsonb_populate_record(original, replace($3::text, '{n}', n::text)::jsonb || jsonb_build_object(
             '${time}', at, 'id', substr(hex, 1, 8) || '-' || substr(hex, 9, 4) || '-7000-8000-000000000000')) copied
           where original.id = $1`,
    values: [id, count, JSON.stringify(changes)],
  })
}
