import { type Context, defaultOptions } from 'liquidjs'
import { SECOND_MS } from '../../../lib/duration.ts'
import { engineFilter } from './engine-filter.ts'
import { Moment } from './moment.ts'
import { readMoment } from './read-moment.ts'
import { strftime } from './strftime.ts'
import { textOf } from './text.ts'
import { fixedZone, zoneNamed } from './zones.ts'

interface Rendering {
  readonly context: Context
}

/** The time of rendering, in milliseconds: the engine's filter alone looks at the clock. */
const nowOf = (rendering: Rendering): number =>
  Number(engineFilter('date').call(rendering, 'now', '%s')) * SECOND_MS

/** A moment as the clocks of a zone show it. What is no moment stays as it is. */
export function inZone(this: Rendering, value: unknown, zone: unknown): unknown {
  const moment = readMoment(value, () => nowOf(this))
  return moment === undefined ? value : new Moment(moment.ms, zoneNamed(textOf(zone)))
}

/**
 * Writes a moment by a format of `strftime`. What is no moment stays as it is.
 * @param zone its name, or the minutes that it is behind UTC
 */
export function date(this: Rendering, value: unknown, format: unknown, zone?: unknown): unknown {
  const pattern = format === undefined || format === null ? defaultOptions.dateFormat : textOf(format)
  const moment = pattern === '' ? undefined : readMoment(value, () => nowOf(this))
  if (moment === undefined) return value
  if (zone === undefined || zone === null) return strftime(moment, pattern)
  const shown = typeof zone === 'number' ? fixedZone(-zone) : zoneNamed(textOf(zone))
  return strftime({ ms: moment.ms, zone: shown }, pattern)
}
