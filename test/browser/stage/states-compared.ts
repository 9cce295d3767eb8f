import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DAY_MS } from '../../../src/lib/duration.ts'
import type { TestApp } from '../../app.ts'
import { importInto, timestamp } from '../../exports.ts'
import { writeParquet } from '../../parquet.ts'

const NAMES = { open: 'emailOpen', click: 'emailClick' } as const
const DAYS = 12
/** Of so many events, the export lacks one. */
const LOST = 17

interface Sent {
  readonly type: keyof typeof NAMES
  readonly message_id: string
  readonly occurred_at: Date
}

/** An export that holds most of what webhooks have reported. Webhooks count, so no figure of a template changes. */
export async function addCompared(server: TestApp, slug: string): Promise<void> {
  const { services } = server
  const { id: org = 0 } = services.catalog.known(slug) ?? {}
  const sent = await services.db.query<Sent>({
    text: `select type, message_id, occurred_at from events
           where org_id = $1 and platform = 'itbl' and type = any($2) and message_id is not null and occurred_at > $3
           order by id`,
    values: [org, Object.keys(NAMES), new Date(services.clock().getTime() - DAYS * DAY_MS)],
  })
  const days = new Map<string, Sent[]>()
  for (const each of sent) {
    const day = each.occurred_at.toISOString().slice(0, 10)
    days.set(day, [...(days.get(day) ?? []), each])
  }
  const folder = mkdtempSync(join(tmpdir(), 'parley-compared-'))
  try {
    for (const [day, events] of days)
      await writeParquet(
        join(folder, `event_date=${day}`, 'a.parquet'),
        events
          .filter((_, at) => at % LOST !== LOST - 1)
          .map(({ type, message_id, occurred_at }) => ({
            ...{ event_name: NAMES[type], message_id },
            event_timestamp: timestamp(occurred_at.getTime()),
          })),
      )
    const flags = { platform: 'itbl', authority: 'webhook' }
    await importInto(server, slug, {
      paths: [folder],
      flags,
      isAccepted: false,
      spool: join(folder, 'spool'),
    })
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
