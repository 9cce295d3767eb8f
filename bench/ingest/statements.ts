import type { Database } from '../../src/runtime/db/session.ts'

const SHOWN = 14

const statements = new Map<string, number>()

export const forget = (): void => statements.clear()

/** Times the statements of transactions, by the clock. */
export const timing = (db: Database): Database => ({
  ...db,
  transaction: work =>
    db.transaction(session =>
      work({
        async query(statement) {
          const startedAt = performance.now()
          try {
            return await session.query(statement)
          } finally {
            const name = statement.name ?? statement.text.slice(0, 30)
            statements.set(name, (statements.get(name) ?? 0) + performance.now() - startedAt)
          }
        },
      }),
    ),
})

/** The statements that took longest, in microseconds of the clock for each event. */
export function slowest(events: number): readonly string[] {
  const sorted = [...statements].sort(([, left], [, right]) => right - left).slice(0, SHOWN)
  return sorted.map(([name, ms]) => `      ${name.padEnd(32)} ${((ms * 1000) / events).toFixed(1)}`)
}
