import { CHANNELS, type Channel } from '../../core/mapping/channels.ts'
import { findPlatform, PLATFORM_SLUGS } from '../../core/platforms/index.ts'
import { PEOPLE_FORMS, type Reading } from './loading.ts'
import { COLUMNS, type ColumnMap } from './reader/columns.ts'

export type Flag = string | boolean | undefined

/**
 * How rows are read, as the flags of `parley import` say it.
 * @throws if a flag is wrong
 */
export function readImportFlags(flags: {
  readonly platform: Flag
  readonly columns: Flag
  readonly properties: Flag
  readonly window: Flag
  readonly scrubbed: Flag
  readonly people?: Flag
}): Reading {
  const platform = textOf(flags.platform) ?? 'events'
  if (findPlatform(platform) === undefined)
    throw new Error(`There is no platform "${platform}". Choose one of ${PLATFORM_SLUGS}.`)
  const properties = textOf(flags.properties)?.trim() ?? ''
  return {
    platform,
    columns: readColumnMap(textOf(flags.columns)),
    properties: properties === '*' ? '*' : listOf(properties),
    lookbackHours: parseWindow(textOf(flags.window)),
    isScrubbed: flags.scrubbed === true,
    people: readPeople(textOf(flags.people) ?? 'plain'),
  }
}

function readPeople(text: string): Reading['people'] {
  const found = PEOPLE_FORMS.find(form => form === text)
  if (found === undefined) throw new Error(`--people is one of ${PEOPLE_FORMS.join(', ')}.`)
  return found
}

/**
 * Which channel counts for events that both report.
 * @throws if the flag is wrong
 */
export function readAuthority(flag: Flag): Channel | undefined {
  if (flag === undefined) return undefined
  const found = CHANNELS.find(channel => channel === flag)
  if (found === undefined) throw new Error(`--authority is ${CHANNELS.join(' or ')}.`)
  return found
}

export const textOf = (flag: Flag): string | undefined => (typeof flag === 'string' ? flag : undefined)

const listOf = (text: string): readonly string[] =>
  text
    .split(',')
    .map(item => item.trim())
    .filter(item => item !== '')

function readColumnMap(text = ''): ColumnMap {
  return Object.fromEntries(
    listOf(text).map(pair => {
      const [ours = '', theirs = ''] = pair.split('=').map(name => name.trim())
      const isOurs = COLUMNS.some(name => name === ours)
      if (!isOurs || theirs === '')
        throw new Error(`"${pair}" is no column. Write event_name=event, with one of ${COLUMNS.join(', ')}.`)
      return [ours, theirs]
    }),
  )
}

const WINDOW_HOURS_MAX = 90 * 24

/**
 * The hours of a window such as 72h or 7d; null without one.
 * @throws if the text is none
 */
export function parseWindow(text: string | undefined): number | null {
  if (text === undefined) return null
  const [, count = '', unit] = /^(\d+)([hd])$/.exec(text) ?? []
  const hours = Number(count) * (unit === 'd' ? 24 : 1)
  if (hours >= 1 && hours <= WINDOW_HOURS_MAX) return hours
  throw new Error(`"${text}" is no window. Write hours or days, such as 72h or 7d, of 90 days at most.`)
}
