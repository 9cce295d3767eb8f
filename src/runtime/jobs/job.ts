import type { Selectable } from 'kysely'
import type { Session } from '../db/session.ts'
import type { JobRow } from '../db/table-rows/job-rows.ts'

export type StoredJob = Selectable<JobRow>

export const JOB_STATES = ['running', 'finished', 'canceled', 'failed'] as const
export type JobState = (typeof JOB_STATES)[number]

/** A job as its kind sees it. Input and cursor have the form in which the kind has stored them. */
export interface RunningJob<Input, Cursor> {
  readonly orgId: number
  readonly id: string
  readonly input: Input
  /** Null at the start. */
  readonly cursor: Cursor | null
  readonly total: number
  readonly done: number
  readonly createdAt: Date
}

/** What a step has done. It is stored together with the step's own changes. */
export interface Advance<Cursor> {
  /** Items of this step. */
  readonly done: number
  /** How many of them it changed. */
  readonly changed: number
  /** Where the next step begins. */
  readonly cursor: Cursor | null
  /** Replaces the stored result. */
  readonly result?: object
  readonly isEnd: boolean
}

/** Runs in the transaction that stores the progress. */
export type Step<Cursor> = (session: Session) => Promise<Advance<Cursor>>

/**
 * The work of one kind of job. Long computations come before the returned step, which is one short transaction.
 * A step may be prepared twice, after a crash, but stored only once.
 */
export interface JobKind<Input = unknown, Cursor = unknown> {
  readonly kind: string
  prepare(job: RunningJob<Input, Cursor>, now: Date): Promise<Step<Cursor>>
  /** Runs after a step is stored. */
  afterStep?(): void
}
