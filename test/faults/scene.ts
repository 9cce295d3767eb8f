import { setTimeout as wait } from 'node:timers/promises'
import type { Random } from '../../src/core/stats/draw/random.ts'
import type { Installation, Store } from './installation.ts'

/** What a fault needs. */
export interface Scene {
  readonly at: Installation
  readonly random: Random
  readonly say: (text: string) => void
  readonly killed: (what: string) => void
  /** The number of kills in a round of them. */
  readonly kills: number
}

export const pick = <Item>(random: Random, items: readonly Item[]): Item =>
  items[Math.floor(random() * items.length)] as Item
/** Waits for any time up to this one. */
export const moment = (random: Random, maxMs: number) => wait(random() * maxMs)
export const needStore = ({ store }: Installation): Store => {
  if (!store) throw new Error('This fault is of PostgreSQL.')
  return store
}
