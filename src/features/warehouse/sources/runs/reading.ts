import type { FastifyBaseLogger } from 'fastify'
import type { Clock } from '../../../../lib/clock.ts'
import type { Org } from '../../../../runtime/catalog/catalog.ts'
import type { Database } from '../../../../runtime/db/session.ts'
import type { Imported } from '../../import-files.ts'
import type { Ingesting } from '../../loading.ts'
import type { Kinds } from '../kinds.ts'

export interface Reading {
  readonly db: Database
  readonly clock: Clock
  readonly log: FastifyBaseLogger
  readonly kinds: Kinds
  readonly findOrg: (id: number) => Promise<Org | undefined>
  /** A folder for temporary files. */
  readonly spool: string
  readonly ingestOf: (org: Org) => Ingesting
}

export interface ReadOptions {
  /** Asked before each object: whether this process has to end. The next process goes on. */
  readonly isStopping: () => boolean
  readonly isAccepted?: boolean
  readonly onProgress?: (progress: string) => void
  readonly onImported?: (imported: Imported) => void
}

/** The run stops here: somebody has cancelled it, another process has taken it over, or this one ends. */
export class StoppedError extends Error {}
