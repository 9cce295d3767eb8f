export interface PlotStyle {
  /** The maximum number of characters in a line. */
  readonly width: number
  /** Whether the terminal shows block characters. Otherwise plain text. */
  readonly isFancy: boolean
}

const HEIGHT = 8
const LABEL = 9
const EIGHTHS = ['', '▁', '▂', '▃', '▄', '▅', '▆', '▇']

/**
 * A column chart with its scale on the left. Each column is one day, or several days if the line is too short.
 * @param values one a day
 * @param label of a value on the scale
 */
export function plot(
  title: string,
  values: readonly number[],
  label: (value: number) => string,
  { width, isFancy }: PlotStyle,
): string {
  const room = Math.max(10, width - LABEL - 3)
  const columns = columnsOf(values, room)
  const top = Math.max(...columns, 0)
  const bottom = Math.min(...columns, 0)
  const span = top - bottom || 1
  const heights = columns.map(value => ((value - bottom) / span) * HEIGHT)
  const lines = Array.from({ length: HEIGHT }, (_, at) => {
    const row = HEIGHT - 1 - at
    const name = at === 0 ? label(top) : row === 0 ? label(bottom) : ''
    return `${name.padStart(LABEL)} ${isFancy ? '│' : '|'}${heights.map(height => cell(height - row, isFancy)).join('')}`.trimEnd()
  })
  const axis = `${' '.repeat(LABEL)} ${isFancy ? '└' : '+'}${(isFancy ? '─' : '-').repeat(columns.length)}`
  return [title, ...lines, axis, dayLabels(values.length, columns.length)].join('\n')
}

/** Each column shows the last day of its period. If there are few days, each day gets several columns. */
function columnsOf(values: readonly number[], room: number): readonly number[] {
  const each = Math.max(1, Math.floor(room / values.length))
  const columns = Math.min(values.length * each, room)
  return Array.from({ length: columns }, (_, at) => {
    const day = Math.ceil(((at + 1) * values.length) / columns) - 1
    return values[day] ?? 0
  })
}

function cell(filled: number, isFancy: boolean): string {
  if (filled >= 1) return isFancy ? '█' : '#'
  if (!isFancy) return filled >= 0.5 ? '#' : ' '
  return EIGHTHS[Math.max(0, Math.round(filled * 8))] || (filled > 0.9 ? '█' : ' ')
}

function dayLabels(days: number, columns: number): string {
  const last = `day ${days}`
  const gap = Math.max(1, columns - 'day 1'.length - last.length)
  return `${' '.repeat(LABEL + 2)}day 1${' '.repeat(gap)}${last}`
}
