import { isStoreDown } from '../../lib/store-down.ts'
import { LATE, within } from '../../lib/within.ts'
import type { Database, Session } from './session.ts'
import { setLocal } from './settings.ts'

// The caller needs the answer within a second.
const ANSWER_MS = 800

/**
 * @returns a function that gives the reason why the store cannot be used, or undefined if it can. It answers within
 *   a second, even if the store hangs. Simultaneous calls share one query.
 */
export function createStoreCheck(db: Database): () => Promise<string | undefined> {
  let underWay: Promise<string | undefined> | undefined
  return async () => {
    underWay ??= check(db).finally(() => {
      underWay = undefined
    })
    const found = await within(underWay, ANSWER_MS)
    return found === LATE ? `The store has not answered for ${ANSWER_MS} milliseconds.` : found
  }
}

async function check(db: Database): Promise<string | undefined> {
  try {
    return await db.transaction(checkWrites)
  } catch (error) {
    const { code } = error as { code?: unknown }
    if (code === '53100') return 'The disk of the store is full.'
    return isStoreDown(error) ? 'The store cannot be reached.' : 'The store does not answer as it should.'
  }
}

async function checkWrites(session: Session): Promise<string | undefined> {
  await setLocal(session, { work_mem: "'64kB'" })
  const [row] = await session.query<{ isReadOnly: boolean }>({
    name: 'check-read-only',
    text: `select current_setting('transaction_read_only') = 'on' as "isReadOnly"`,
  })
  if (row?.isReadOnly) return 'The store is read-only.'
  // Sorting more than fits in that memory writes to the disk, without leaving a row or a log entry.
  await session.query({
    name: 'check-disk',
    text: `select count(*) from (select repeat('x', 1000) || n as text from generate_series(1, 500) as n order by 1 offset 0) as sorted`,
  })
  return undefined
}
