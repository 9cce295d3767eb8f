import pg from 'pg'
import { startOptions } from '../db.ts'
import { SESSION_SETTINGS } from '../distribution.ts'
import type { Session } from '../session.ts'

export interface Connection extends Session {
  close(): Promise<void>
}

/** One connection to a server, without the limits of the pool: distributing a table takes as long as copying it. */
export async function openConnection(databaseUrl: string): Promise<Connection> {
  const client = new pg.Client({
    ...{ connectionString: databaseUrl, options: startOptions(SESSION_SETTINGS), keepAlive: true },
  })
  await client.connect()
  return {
    async query<Row>({ text, values }: Parameters<Session['query']>[0]): Promise<readonly Row[]> {
      const { rows } = await client.query({ text, values: [...(values ?? [])] })
      return rows as Row[]
    },
    close: () => client.end(),
  }
}
