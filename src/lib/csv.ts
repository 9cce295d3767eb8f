export type Cell = string | number | boolean | null

// Spreadsheets read these characters as the start of a formula, in either width. Apostrophes before them are part of
// the pattern, so that reading can take exactly one away.
const FORMULA = /^'*[=+\-@\t\r\n＝＋－＠]/

/** One line of a table in CSV (RFC 4180), with its end. A cell that a spreadsheet could execute becomes text. */
export const csvLine = (cells: readonly Cell[]): string => `${cells.map(writeCell).join(',')}\r\n`

function writeCell(cell: Cell): string {
  // Numbers come from Parley and may start with a minus.
  if (typeof cell !== 'string') return cell === null ? '' : String(cell)
  const text = FORMULA.test(cell) ? `'${cell}` : cell
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text
}

/**
 * Reads RFC 4180, with any line ends, and with semicolons or tabs between the cells if the first line has no comma
 * outside of quotes. Takes back the apostrophe that `csvLine` puts before formulas. Empty lines are left out.
 * @returns undefined if a quote is not closed, or is followed by text
 */
export function parseCsv(text: string): readonly (readonly string[])[] | undefined {
  const source = text.replace(/^\ufeff/, '')
  const separator = separatorOf(source)
  const cell = new RegExp(
    `(?:"([^"]*(?:""[^"]*)*)"|((?!")[^${separator}\r\n]*))(${separator}|\r\n|\n|\r|$)`,
    'y',
  )
  const rows: string[][] = [[]]
  while (cell.lastIndex < source.length) {
    const found = cell.exec(source)
    if (!found) return undefined
    const [, quoted, plain = '', end] = found
    rows.at(-1)?.push(readCell(quoted?.replaceAll('""', '"') ?? plain))
    if (end !== separator) rows.push([])
    // The last cell of the text is empty, and nothing is left to match.
    else if (cell.lastIndex === source.length) rows.at(-1)?.push('')
  }
  return rows.filter(cells => cells.some(each => each !== ''))
}

const readCell = (cell: string): string => (cell.startsWith("'") && FORMULA.test(cell) ? cell.slice(1) : cell)

function separatorOf(source: string): string {
  const [firstLine = ''] = source.replaceAll(/"[^"]*"/g, '').split(/[\r\n]/, 1)
  return [',', ';', '\t'].find(each => firstLine.includes(each)) ?? ','
}
