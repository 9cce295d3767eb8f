import type { FastifyBaseLogger } from 'fastify'
import type { Clock } from '../../lib/clock.ts'
import type { Result } from '../../lib/result.ts'
import type { Database } from '../db/session.ts'
import type { LaneTable, Lease } from './lane.ts'
import type { HeldLease } from './lease.ts'
import type { Answer, Failed, RetryDecision, RetryPolicy } from './retry.ts'

export interface WorkerServices {
  readonly db: Database
  readonly clock: Clock
  /** A random number in [0, 1). */
  readonly chance: () => number
  readonly log: FastifyBaseLogger
}

/** An item of a queue, which needs a call: a message, a profile write, a report. */
export interface OutboxItem {
  readonly id: string
  /** Failed attempts so far. */
  readonly attempts: number
  /** The start of the first attempt; null before it. */
  readonly triedSince: Date | null
}

/** The answer to a call, with the details that the queue stores. */
export interface Called<Detail> {
  readonly answer: Answer
  readonly detail?: Detail
}

/** A prepared call. It returns undefined if another process has the item. */
export type Call<Detail> = () => Promise<Called<Detail> | undefined>

/** The result of an attempt, to be stored. */
export interface Attempt<Item, Detail> {
  readonly item: Item
  readonly startedAt: Date
  readonly endedAt: Date
  readonly status: number | null
  /** The reason why the item was not accepted; null if it was. */
  readonly reason: string | null
  readonly decision: RetryDecision
  /** The moment of the next attempt, if there is one. */
  readonly dueAt: Date
  /** Undefined after an unexpected error. */
  readonly detail: Detail | undefined
}

export interface Limits {
  /** The maximum number of calls of a lane at one time. */
  readonly atOnce: number
  /** The maximum number of items loaded at one time. */
  readonly handful: number
  /** The pause between two rounds. */
  readonly pollMs: number
  /** The time after the claim of a lane in which calls may start. */
  readonly budgetMs: number
}

export type Attempts<Item, Detail = never> = readonly Attempt<Item, Detail>[]

/** The parts that differ between queues. The worker does everything else. */
export interface OutboxQueue<Claimed extends Lease, Shift, Item extends OutboxItem, Detail> {
  /** The name in the log, such as "profile writes". */
  readonly name: string
  readonly lanes: LaneTable
  readonly policy: RetryPolicy
  readonly limits: Limits
  /** Runs before lanes are claimed. */
  prepareRound?(db: Database, now: Date): Promise<void>
  /** Loads the data that all calls of a lane share. Undefined if the lane can make no calls now. */
  open(lane: Claimed, lease: HeldLease, now: Date): Promise<Shift | undefined>
  /** The receiver's limit of calls per minute; infinity if it has none. */
  perMinute(shift: Shift): number
  /**
   * Loads the items that are due, in their order. Of items that must go out one after the other, it loads only the
   * first.
   */
  load(shift: Shift, now: Date, countMax: number): Promise<readonly Item[]>
  /** Prepares the call, without effects outside this process. Fails if there must be no call. */
  prepare(shift: Shift, item: Item): Promise<Result<Call<Detail>, Failed | Called<Detail>>>
  /**
   * Stores attempts, all or none.
   * @returns false if another process holds the lane by now; then nothing is stored
   */
  record(shift: Shift, attempts: readonly Attempt<Item, Detail>[]): Promise<boolean>
  /** Runs after the last call of a lane. */
  close?(shift: Shift): Promise<void>
}
