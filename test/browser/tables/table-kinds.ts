import type { Shown } from './figures.ts'

/** A row as it must stand in a table. */
export interface Row {
  /** What its heading holds. Without one, rows are compared in their order. */
  readonly key?: string
  /** By the titles of their columns. A column that is not named here shows no figure of its own. */
  readonly cells: Readonly<Record<string, Shown>>
}

/** The answers of the API that a page got, the last one of each path. Paths are below the organisation. */
export type Answers = <Answer>(path: string | RegExp) => Answer

/** A table of the console, and where its figures come from. */
export interface Described {
  /** The name of a place. */
  readonly place: string
  readonly caption: string | RegExp
  readonly rows: (answers: Answers) => readonly Row[]
  /** Its file, with the same figures. */
  readonly csv?: CsvFile
  /** Columns whose intervals are rounded outward. */
  readonly outward?: readonly string[]
}

/** The address, below the organisation, at which a page asked the API for what fits, with its query. */
export type Asked = (path: RegExp) => string

export interface CsvFile {
  /** Below the organisation. A function: it depends on what the page asked. */
  readonly path: string | ((asked: Asked) => string)
  readonly rows: (records: readonly CsvRecord[], answers: Answers) => readonly Row[]
}

export type CsvRecord = Readonly<Record<string, string>>

export const moment = (at: string | null | undefined): Date | null => (at ? new Date(at) : null)

export const figure = (text: string | undefined): number | null =>
  text === undefined || text === '' ? null : Number(text)

/** The records of a file as RFC 4180 has it, by the names in its first line. */
export function recordsOf(csv: string): readonly CsvRecord[] {
  const lines: string[][] = [[]]
  for (const [, quoted, plain = '', end] of csv.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/g)) {
    lines.at(-1)?.push(quoted?.replaceAll('""', '"') ?? plain)
    if (end !== ',') lines.push([])
  }
  const [names = [], ...records] = lines.filter(cells => cells.some(cell => cell !== ''))
  return records.map(cells => Object.fromEntries(names.map((name, at) => [name, cells[at] ?? ''])))
}
