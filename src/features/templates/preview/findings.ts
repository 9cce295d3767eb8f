import { checkCopy } from '../../../core/liquid/check.ts'
import type { CopyFault } from '../../../core/liquid/copy.ts'
import { TAG_NAMES } from '../../../core/liquid/engine.ts'
import { FILTER_NAMES, type FieldUse, fieldUses } from '../../../core/liquid/uses.ts'
import { closest } from '../../../lib/edit-distance.ts'
import { checkNames } from '../check-vars.ts'
import { lengthWarnings, type TextLength } from './lengths.ts'
import type { Finding } from './preview-schema.ts'

/** What recent calls sent. */
export interface KnownFields {
  readonly calls: number
  /** The number of these calls that had each field. */
  readonly seen: ReadonlyMap<string, number>
}

interface Texts {
  readonly channel: string
  readonly variables: readonly string[]
  readonly vars: Readonly<Record<string, string>>
  readonly known: KnownFields
  readonly lengths: Readonly<Record<string, TextLength>>
}

/** Everything that is wrong with texts, or may be: errors keep a wording from being approved. */
export function findingsOf({ channel, variables, vars, known, lengths }: Texts): readonly Finding[] {
  const names = checkNames(variables, vars).map(
    ({ name, message }): Finding => finding(name, { severity: 'error', code: 'wrong-variables', message }),
  )
  const inTexts = Object.entries(vars).flatMap(([variable, source]) => {
    const copy = checkCopy(source)
    if (!copy.ok) return [faultFinding(variable, source, copy.reason)]
    const length = lengths[variable]
    return [
      ...fieldFindings(variable, source, known),
      ...(length ? lengthFindings(channel, variable, source, length) : []),
    ]
  })
  return [...names, ...inTexts]
}

type Details = Pick<Finding, 'severity' | 'code' | 'message'> & Partial<Finding>

const finding = (variable: string, details: Details): Finding => ({
  variable,
  line: null,
  column: null,
  word: null,
  suggestion: null,
  ...details,
})

const UNKNOWN_FILTER = /^undefined filter: (.+)$/
const UNKNOWN_TAG = /^tag "([^"]+)" not found$/

/** A text that does not parse. The engine names the place of the output or tag; the word itself comes after it. */
function faultFinding(variable: string, source: string, fault: CopyFault): Finding {
  const { message, line, column } = fault
  const filter = UNKNOWN_FILTER.exec(message)?.[1]
  const tag = UNKNOWN_TAG.exec(message)?.[1]
  const word = filter ?? tag
  if (word === undefined) {
    const told = `This is not Liquid at line ${line}, column ${column}: ${message}.`
    const { word: piece = null, suggestion = null } = fault
    return finding(variable, {
      ...{ severity: 'error', code: 'not-liquid', message: told, line, column },
      ...{ word: piece, suggestion },
    })
  }
  const suggestion = closest(word, filter === undefined ? TAG_NAMES : FILTER_NAMES) ?? null
  const kind = filter === undefined ? 'tag' : 'filter'
  return finding(variable, {
    ...(placeOf(source, word, { line, column }) ?? { line, column }),
    severity: 'error',
    code: `unknown-${kind}`,
    message: `There is no ${kind} ${word}.${didYouMean(suggestion)}`,
    word,
    suggestion,
  })
}

function fieldFindings(variable: string, source: string, known: KnownFields): readonly Finding[] {
  // Without a call nobody knows which fields will be sent.
  if (known.calls === 0) return []
  return fieldUses(source).flatMap(use => {
    const count = known.seen.get(use.name) ?? 0
    if (count === 0) return [neverSent(variable, use, known)]
    return count === known.calls || use.hasFallback ? [] : [sometimesMissing(variable, use, count, known)]
  })
}

function neverSent(variable: string, use: FieldUse, { seen }: KnownFields): Finding {
  const { name, line, column, hasFallback } = use
  const suggestion = closest(name, seen.keys()) ?? null
  const then = hasFallback ? 'Its fallback is always shown.' : 'It would show as nothing.'
  return finding(variable, {
    ...{ line, column, word: name, suggestion },
    // A field that looks like no other may be one that will be sent from tomorrow on.
    severity: suggestion === null || hasFallback ? 'warning' : 'error',
    code: 'field-never-sent',
    message: `${name} is never sent.${didYouMean(suggestion)} ${then}`,
  })
}

function sometimesMissing(
  variable: string,
  { name, line, column, isInserted }: FieldUse,
  count: number,
  { calls }: KnownFields,
): Finding {
  const share = Math.max(1, Math.round((100 * (calls - count)) / calls))
  return finding(variable, {
    ...{ line, column, word: name, suggestion: isInserted ? `${name} | default: ""` : null },
    severity: 'warning',
    code: 'field-sometimes-missing',
    message: `${name} is missing in ${share} % of recent calls. It would show as nothing there. Give it a default.`,
  })
}

const lengthFindings = (channel: string, variable: string, source: string, length: TextLength) =>
  lengthWarnings(channel, variable, length).flatMap(({ code, message, correction }): readonly Finding[] => {
    const [word = null, suggestion = null] = correction ?? []
    const place = word === null ? undefined : placeOf(source, word)
    // The character came with a field.
    if (word !== null && !place) return [finding(variable, { severity: 'warning', code, message })]
    return [finding(variable, { ...place, severity: 'warning', code, message, word, suggestion })]
  })

const didYouMean = (suggestion: string | null): string => (suggestion ? ` Did you mean ${suggestion}?` : '')

interface Spot {
  readonly line: number
  readonly column: number
}

/** The place of a word in a text, at or after a place. */
function placeOf(source: string, word: string, from: Spot = { line: 1, column: 1 }): Spot | undefined {
  const lines = source.split('\n')
  const before = lines.slice(0, from.line - 1).reduce((sum, text) => sum + text.length + 1, 0)
  const at = source.indexOf(word, before + from.column - 1)
  if (at < 0) return undefined
  const ahead = source.slice(0, at).split('\n')
  return { line: ahead.length, column: (ahead.at(-1)?.length ?? 0) + 1 }
}
