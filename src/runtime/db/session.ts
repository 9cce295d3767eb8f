import type { Kysely } from 'kysely'
import type { Tables } from './tables.ts'

/** A statement. With a name, its plan is kept for the life of the connection. */
export interface Statement {
  readonly name?: string
  readonly text: string
  readonly values?: readonly unknown[]
}

export interface Session {
  query<Row>(statement: Statement): Promise<readonly Row[]>
}

export interface Database extends Session {
  readonly kind: 'embedded' | 'server'
  /** For all statements that are not hot: typed and composable. */
  readonly kysely: Kysely<Tables>
  /** Commits when the work resolves, rolls back when it throws. */
  transaction<Answer>(work: (session: Session) => Promise<Answer>): Promise<Answer>
  /** For tests: the number of times the embedded engine has synced to disk. */
  syncs(): Promise<number>
  close(): Promise<void>
}
