import { join } from 'node:path'
import type { Message } from '../ingest/cases.ts'
import { writeParquet } from './day.ts'

/** What happens to each message. */
export const EVENTS = ['emailSend', 'emailOpen', 'emailClick', 'purchase'] as const
const NAMES = EVENTS.map(event => `'${event}'`).join(', ')

/** The rows of an export of these messages: four events of each, in SQL. */
export const rowsOf = (messages: readonly Message[]): string => {
  const tuples = messages.map(
    ({ trackingId, decidedAtMs }) => `('${trackingId}', ${Math.floor(decidedAtMs / 1000)})`,
  )
  return `select events[e] as event_name, sent + 60 * e as event_timestamp, message_id
    from (select [${NAMES}] as events, *
      from (values ${tuples.join(', ')}) messages (message_id, sent)), range(1, ${EVENTS.length + 1}) r(e)`
}

/** Writes an export with the events of these messages, among rows of messages that Parley does not know. */
export async function writeExport(
  folder: string,
  messages: readonly Message[],
  { rows, files }: { readonly rows: number; readonly files: number },
): Promise<void> {
  const others = rows - EVENTS.length * messages.length
  const [first] = messages
  if (first === undefined || others < 0) throw new Error('Name at least four rows for each message.')
  const at = Math.floor(first.decidedAtMs / 1000)
  const all = `select * from (${rowsOf(messages)}) union all
    select [${NAMES}][1 + n % 4], ${at} + n % 600, 'other-' || n from range(${others}) r(n)`
  for (let file = 0; file < files; file++)
    await writeParquet(
      join(folder, `${file}.parquet`),
      `select * from (${all}) where hash(message_id, event_name) % ${files} = ${file}`,
    )
}
