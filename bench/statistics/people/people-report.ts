import { liveAmongPeople, type PeopleLife } from './people-life.ts'
import type { PeopleWorld } from './people-world.ts'

export interface PeopleRow {
  readonly world: string
  /** Shares of lives. */
  readonly pooledFalse: number
  readonly wordingFalse: number
  readonly pooledFalseByMessage: number
  readonly wordingFalseByMessage: number
  /** A variant's own interval: of the variant that misses most often. */
  readonly ownMissed: number
  readonly ownMissedByMessage: number
  /** Means over lives. */
  readonly designEffect: number
  readonly wider: number
}

export function peopleLivesOf(world: PeopleWorld, lives: number): PeopleRow {
  const played = Array.from({ length: lives }, (_, seed) => liveAmongPeople(world, String(seed)))
  const share = (is: (life: PeopleLife) => boolean) => played.filter(is).length / lives
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  const worst = (of: (life: PeopleLife) => readonly boolean[]) =>
    Math.max(
      ...[0, ...world.wordings.map((_, at) => at + 1)].map(arm => share(life => of(life)[arm] ?? false)),
    )
  return {
    world: world.name,
    pooledFalse: share(life => life.isPooledFalse),
    wordingFalse: share(life => life.isWordingFalse),
    pooledFalseByMessage: share(life => life.isPooledFalseByMessage),
    wordingFalseByMessage: share(life => life.isWordingFalseByMessage),
    ownMissed: worst(life => life.missed),
    ownMissedByMessage: worst(life => life.missedByMessage),
    designEffect: mean(played.map(life => life.designEffect)),
    wider: mean(played.flatMap(life => life.wider ?? [])),
  }
}

export const describePeople = (rows: readonly PeopleRow[]): string =>
  [
    '| world | by message: treatment, false | wordings, any false | **shown: treatment, false** | **wordings, any false** | by message: own interval, missed | **own interval, missed** | design effect | interval wider by |',
    '|---|---|---|---|---|---|---|---|---|',
    ...rows.map(row => {
      const shares = [
        row.pooledFalseByMessage,
        row.wordingFalseByMessage,
        row.pooledFalse,
        row.wordingFalse,
        row.ownMissedByMessage,
        row.ownMissed,
      ]
      return `| ${[row.world, ...shares.map(percent), row.designEffect.toFixed(2), percent(row.wider - 1)].join(' | ')} |`
    }),
  ].join('\n')

const percent = (share: number): string => `${(100 * share).toFixed(1)} %`
