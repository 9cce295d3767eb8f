import type { Session } from './session.ts'

/**
 * Settings until the end of the transaction, in one round trip. `set local` reaches every node of a distributed database, if
 * `parley distribute` has prepared it; `set_config` does not.
 */
export async function setLocal(session: Session, settings: Readonly<Record<string, string>>): Promise<void> {
  const statements = Object.entries(settings).map(([name, value]) => `set local ${name} = ${value}`)
  await session.query({ text: statements.join('; ') })
}
