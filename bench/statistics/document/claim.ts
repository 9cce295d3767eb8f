import { existsSync, readFileSync } from 'node:fs'

const ROOT = new URL('../../../', import.meta.url)
const textOf = (path: string): string => readFileSync(new URL(path, ROOT), 'utf8')

/** A piece of the document. Each {} in it is a number that the test computes. */
export interface Worked {
  readonly says: string
  readonly are: () => readonly number[]
}

/** Figures of a simulation, too long to repeat here: everything between two pieces of text, both included. */
export interface Recorded {
  readonly from: string
  readonly until: string
  /** The bench, or the long test, that plays it. */
  readonly by: string
  /** What it plays, by the names that the document has. */
  readonly names?: readonly string[]
}

export type Claim = Worked | Recorded

export const says = (text: string, are: () => readonly number[] = () => []): Worked => ({ says: text, are })

/** One line: line breaks and several spaces count as a space. Formulas stand between backticks, as code does. */
export const PAGE = textOf('docs/statistics.md')
  .replace(/^ {4}(\S.*)$/gm, '`$1`')
  .replace(/\s+/g, ' ')

export interface Found {
  readonly from: number
  readonly until: number
  /** The numbers at the places {}, as they are printed. */
  readonly printed: readonly string[]
}

const NUMBER = String.raw`(-?\d[\d,]*(?:\.\d+)?)`
const literally = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)

/** Where the document says it; undefined if it does not, or says something else. */
export function find(claim: Claim): Found | undefined {
  if ('by' in claim) {
    const from = PAGE.indexOf(claim.from)
    const until = PAGE.indexOf(claim.until, from)
    if (from < 0 || until < 0 || !existsSync(new URL(claim.by, ROOT))) return undefined
    return { from, until: until + claim.until.length, printed: [] }
  }
  const pattern = claim.says.split('{}').map(literally).join(NUMBER)
  const match = new RegExp(pattern).exec(PAGE)
  return match
    ? { from: match.index, until: match.index + match[0].length, printed: match.slice(1) }
    : undefined
}

/** Whether a number is the printed one, to all digits that are printed. */
export function isRounded(value: number | undefined, printed: string): boolean {
  const plain = printed.replaceAll(',', '')
  const decimals = plain.split('.')[1]?.length ?? 0
  return value !== undefined && Math.abs(value - Number(plain)) <= 0.5000001 * 10 ** -decimals
}

/** The value of a constant, as its file gives it. So no constant is exported for the sake of a test. */
export function constant(path: string, name: string): number {
  const [, text = ''] =
    new RegExp(`\\b${name}(?::[^=]+)?(?: =|:) ([\\d_.e*/ ()+-]+)`).exec(textOf(path)) ?? []
  const [base = Number.NaN, power = 1] = text.replaceAll('_', '').split('**').map(Number)
  return base ** power
}
