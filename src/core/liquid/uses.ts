import {
  analyzeSync,
  EchoTag,
  Output,
  type Template,
  type Token,
  TypeGuards,
  toValueSync,
  Value,
} from 'liquidjs'
import { compileCopy } from './copy.ts'
import { FILTERS } from './filters.ts'
import { tokensOf } from './ranges.ts'

/** A place where copy reads a field. Lines and columns count from 1. */
export interface FieldUse {
  /** The name of the field, without the path inside it. */
  readonly name: string
  readonly line: number
  readonly column: number
  /** Whether the copy says what to show without the field: a `default` filter, or a tag that tests the field. */
  readonly hasFallback: boolean
  /** Whether the copy inserts the field itself, as in `{{ city }}` or `{{ city | upcase }}`. */
  readonly isInserted: boolean
}

/** The names of the filters that copy may use. */
export const FILTER_NAMES: readonly string[] = [...FILTERS.keys()]

/**
 * The fields that copy reads, in the order of their places. Names that the copy itself assigns are not fields.
 * @returns nothing if the copy does not parse
 */
export function fieldUses(source: string): readonly FieldUse[] {
  const copy = compileCopy(source)
  if (!copy.ok || 'text' in copy.value) return []
  const { templates } = copy.value
  const parts = [...withChildren(templates)]
  const outputs = parts.filter(part => part instanceof Output)
  const defaulted = new Set(outputs.filter(hasDefault).flatMap(fieldPlaces))
  const inserted = new Set(outputs.flatMap(insertedPlace))
  const tested = new Set(parts.flatMap(testedNames))
  const uses = Object.values(analyzeSync([...templates], { partials: false }).globals).flat()
  return uses
    .map(({ segments, location: { row, col } }) => {
      const name = String(segments[0])
      const place = placeOf(row, col)
      const hasFallback = defaulted.has(place) || tested.has(name)
      return { name, line: row, column: col, hasFallback, isInserted: inserted.has(place) }
    })
    .sort((a, b) => a.line - b.line || a.column - b.column)
}

function* withChildren(templates: readonly Template[]): Generator<Template> {
  for (const template of templates) {
    yield template
    if (template.children) yield* withChildren(toValueSync(template.children(false, true)))
  }
}

const placeOf = (row: number | undefined, col: number | undefined): string => `${row}:${col}`

const hasDefault = ({ value }: Output): boolean => value.filters.some(({ name }) => name === 'default')

const fieldPlaces = ({ value }: Output): readonly string[] =>
  value.initial.postfix.filter(TypeGuards.isPropertyAccessToken).map(placeOfToken)

function insertedPlace({ value: { initial } }: Output): readonly string[] {
  const [token, ...more] = initial.postfix
  if (!TypeGuards.isPropertyAccessToken(token) || more.length > 0 || token.props.length !== 1) return []
  return [placeOfToken(token)]
}

const placeOfToken = (token: Token): string => {
  const [row, col] = token.getPosition()
  return placeOf(row, col)
}

/** The fields that a tag tests or repeats: the copy handles the case that they are missing. */
function testedNames(template: Template): readonly string[] {
  if (template instanceof Output || template instanceof EchoTag) return []
  const given = [...(template.arguments?.() ?? [])]
  return given
    .flatMap(argument => (argument instanceof Value ? tokensOf(argument) : [argument]))
    .filter(TypeGuards.isPropertyAccessToken)
    .flatMap(({ props: [name] }) => (TypeGuards.isWordToken(name) ? [name.content] : []))
}
