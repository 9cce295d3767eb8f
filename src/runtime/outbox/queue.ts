import type { FastifyBaseLogger } from 'fastify'
import type { Clock } from '../../lib/clock.ts'
import type { Result } from '../../lib/result.ts'
import type { Database, Session } from '../db/session.ts'
import type { LaneTable, Lease } from './lane.ts'
import type { HeldLease } from './lease.ts'
import type { Answer, Failed, RetryDecision, RetryPolicy } from './retry.ts'

export interface WorkerServices {
  readonly db: Database
  readonly clock: Clock
  /** A number in [0, 1), another each time. */
  readonly chance: () => number
  readonly log: FastifyBaseLogger
}

/** Something to be called for: a message, a profile write, a report. */
export interface OutboxItem {
  readonly id: string
  /** Tries that have failed before. */
  readonly attempts: number
  /** Since when it has been tried; null when it never was. */
  readonly triedSince: Date | null
}

/** An attempt, with whatever the queue wants to remember of it. */
export interface Called<Detail> {
  readonly answer: Answer
  readonly detail?: Detail
}

/** A call that only has to be made. Undefined when it turns out that somebody else has the item. */
export type Call<Detail> = () => Promise<Called<Detail> | undefined>

/** What came of an attempt, to be stored. */
export interface Attempt<Item, Detail> {
  readonly item: Item
  readonly startedAt: Date
  readonly endedAt: Date
  readonly status: number | null
  /** Why it was not accepted. */
  readonly reason: string | null
  readonly decision: RetryDecision
  /** When it is tried again, if it is. */
  readonly dueAt: Date
  /** Missing when something unexpected kept the queue from giving any. */
  readonly detail: Detail | undefined
}

export interface Limits {
  /** How many calls are under way at one time, of one lane. */
  readonly atOnce: number
  /** How many items are loaded at one time. */
  readonly handful: number
  /** Between two looks for work. */
  readonly pollMs: number
  /** No call is started later than this after its lane was taken. */
  readonly budgetMs: number
}

export type Attempts<Item, Detail = never> = readonly Attempt<Item, Detail>[]

/** What is a queue's own. Everything else is the worker's. */
export interface OutboxQueue<Claimed extends Lease, Shift, Item extends OutboxItem, Detail> {
  /** For the log, such as "profile writes". */
  readonly name: string
  readonly lanes: LaneTable
  readonly policy: RetryPolicy
  readonly limits: Limits
  /** Before lanes are claimed. */
  prepareRound?(session: Session, now: Date): Promise<void>
  /** Whatever the calls of a lane have in common. Undefined when there is nothing to call now. */
  open(lane: Claimed, lease: HeldLease, now: Date): Promise<Shift | undefined>
  /** How many calls the receiver takes a minute; infinity when it does not say. */
  perMinute(shift: Shift): number
  /** What is due, in its order. At most one item of those that have to go out one after the other. */
  load(shift: Shift, now: Date, countMax: number): Promise<readonly Item[]>
  /** Everything that comes before the call and that nobody else sees. Fails when there is to be no call. */
  prepare(shift: Shift, item: Item): Promise<Result<Call<Detail>, Failed | Called<Detail>>>
  /**
   * Stores what came of attempts, all or nothing.
   * @returns false when the lane is somebody else's by now, so that nothing was stored
   */
  record(shift: Shift, attempts: readonly Attempt<Item, Detail>[]): Promise<boolean>
  /** After the last call of a lane. */
  close?(shift: Shift): Promise<void>
}
