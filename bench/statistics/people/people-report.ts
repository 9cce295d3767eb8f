import { liveAmongPeople, type PeopleLife } from './people-life.ts'
import type { PeopleWorld } from './people-world.ts'

export interface PeopleRow {
  readonly world: string
  /** Shares of lives. */
  readonly pooledFalse: number
  readonly wordingFalse: number
  readonly pooledFalseByMessage: number
  readonly wordingFalseByMessage: number
  /** Means over lives. */
  readonly designEffect: number
  readonly wider: number
}

export function peopleLivesOf(world: PeopleWorld, lives: number): PeopleRow {
  const played = Array.from({ length: lives }, (_, seed) => liveAmongPeople(world, String(seed)))
  const share = (is: (life: PeopleLife) => boolean) => played.filter(is).length / lives
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  return {
    world: world.name,
    pooledFalse: share(life => life.isPooledFalse),
    wordingFalse: share(life => life.isWordingFalse),
    pooledFalseByMessage: share(life => life.isPooledFalseByMessage),
    wordingFalseByMessage: share(life => life.isWordingFalseByMessage),
    designEffect: mean(played.map(life => life.designEffect)),
    wider: mean(played.flatMap(life => life.wider ?? [])),
  }
}

export const describePeople = (rows: readonly PeopleRow[]): string =>
  [
    '| world | by message: treatment, false | wordings, any false | **shown: treatment, false** | **wordings, any false** | design effect | interval wider by |',
    '|---|---|---|---|---|---|---|',
    ...rows.map(row => {
      const shares = [row.pooledFalseByMessage, row.wordingFalseByMessage, row.pooledFalse, row.wordingFalse]
      return `| ${[row.world, ...shares.map(percent), row.designEffect.toFixed(2), percent(row.wider - 1)].join(' | ')} |`
    }),
  ].join('\n')

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`
