import type { Database } from '../src/runtime/db/session.ts'

/**
 * Locks a table, as a long migration or a stuck session would. With the embedded engine, which has one connection,
 * the whole store waits.
 * @returns a function that releases it
 */
export async function holdStore(db: Database, table: string): Promise<() => Promise<void>> {
  let letGo = () => {}
  let isHeld = () => {}
  const held = new Promise<void>(resolve => {
    isHeld = resolve
  })
  const holding = db.transaction(async session => {
    await session.query({ text: `lock table ${table} in access exclusive mode` })
    isHeld()
    await new Promise<void>(resolve => {
      letGo = resolve
    })
  })
  await held
  return async () => {
    letGo()
    await holding
  }
}
