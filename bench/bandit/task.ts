import { type GroupSettings, groupsOf } from './groups.ts'
import { WORLDS } from './inference.ts'
import { type Life, live } from './inference-life.ts'
import type { Played } from './run.ts'

/** A part of the benchmark for one thread. */
export type Task =
  | {
      readonly kind: 'game'
      readonly group: string
      readonly game: string
      readonly contestant: string
      readonly seeds: readonly number[]
    }
  | { readonly kind: 'lives'; readonly world: string; readonly from: number; readonly until: number }

/** The results of each kind of task. */
export interface Replies {
  readonly game: Played
  readonly lives: readonly Life[]
}

/** Runs tasks. Everything that they need is created once. */
export function doer(settings: GroupSettings): (task: Task) => Replies[Task['kind']] {
  const groups = groupsOf(settings)
  return task => {
    if (task.kind === 'lives') return livesOf(task.world, task.from, task.until)
    const group = groups.find(({ name }) => name === task.group)
    if (!group) throw new Error(`there is no group called ${task.group}`)
    return group.play(task.game, task.contestant, task.seeds)
  }
}

function livesOf(name: string, from: number, until: number): readonly Life[] {
  const world = WORLDS.find(known => known.name === name)
  if (!world) throw new Error(`there is no world called ${name}`)
  return Array.from({ length: until - from }, (_, at) => live(world, String(from + at)))
}
