import { MINUTE_MS } from '../../../lib/duration.ts'
import { DIRECTIVES, type Local, type Written } from './directives.ts'
import type { ZonedTime } from './zones.ts'

const DIRECTIVE = /%([-_0^#:]*)(\d*)[EO]?([a-zA-Z%+])/g

/** A wider column is refused. */
const WIDTH_MAX = 200

const COMPOSED: Readonly<Record<string, string>> = {
  c: '%a %b %e %H:%M:%S %Y',
  D: '%m/%d/%y',
  F: '%Y-%m-%d',
  r: '%I:%M:%S %p',
  R: '%H:%M',
  T: '%H:%M:%S',
  v: '%e-%^b-%Y',
  x: '%m/%d/%y',
  X: '%H:%M:%S',
  '+': '%a %b %e %H:%M:%S %Z %Y',
}

/**
 * Writes a moment by a format of Ruby's `strftime`. What is no directive stays as it is.
 * @throws if a width is too large
 */
export function strftime(moment: ZonedTime, format: string): string {
  const offset = moment.zone.offsetAt(moment.ms)
  const local = { moment, offset, date: new Date(moment.ms + offset * MINUTE_MS) }
  return write(local, format)
}

const write = (local: Local, format: string): string =>
  format.replace(DIRECTIVE, (all: string, flags: string, digits: string, letter: string) => {
    const width = Number(digits)
    if (width > WIDTH_MAX) throw new Error(`a date has a column of more than ${WIDTH_MAX} characters`)
    const written = writtenOf(local, letter, width, flags)
    return written === undefined ? all : filled(written, flags, width)
  })

function writtenOf(local: Local, letter: string, width: number, flags: string): Written | undefined {
  const composed = COMPOSED[letter]
  if (composed !== undefined) {
    const text = write(local, composed)
    return { text, swapped: text.toUpperCase() }
  }
  return DIRECTIVES[letter]?.(local, width, flags.split(':').length - 1)
}

function filled(
  { text, fill = ' ', width: own = 0, swapped = text }: Written,
  flags: string,
  width: number,
): string {
  const cased = flags.includes('^') ? text.toUpperCase() : flags.includes('#') ? swapped : text
  if (flags.includes('-')) return cased
  const last = Math.max(flags.lastIndexOf('_'), flags.lastIndexOf('0'))
  const filler = last < 0 ? fill : flags[last] === '_' ? ' ' : '0'
  const total = width || own
  const [sign = ''] = filler === '0' ? (/^[+-]/.exec(cased) ?? []) : []
  return sign + cased.slice(sign.length).padStart(total - sign.length, filler)
}
