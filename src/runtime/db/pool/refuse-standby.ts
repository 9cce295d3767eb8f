import type pg from 'pg'

/**
 * Refuses a new connection to a standby. It answers with what was true some time ago, and cannot write. A load balancer
 * may take a primary for one that is a standby by now.
 * @throws with the code of a read-only store
 */
export async function refuseStandby(client: pg.ClientBase): Promise<void> {
  const { rows } = await client.query<{ standby: boolean }>('select pg_is_in_recovery() as standby')
  if (rows[0]?.standby) throw new StandbyError()
}

class StandbyError extends Error {
  readonly code = '25006'

  constructor() {
    super('The PostgreSQL at DATABASE_URL is a standby. Connect to the primary.')
  }
}
