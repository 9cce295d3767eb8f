import { type Filter, IfTag, Output, type Template, TokenKind, TypeGuards, type Value } from 'liquidjs'
import type { Handler } from './filters/engine-filter.ts'
import { FILTERS } from './filters.ts'

/** Copy that only inserts fields and tests whether fields exist: texts, insertions and choices. */
export type DirectCopy = readonly (string | Insertion | Choice)[]

export interface Insertion {
  readonly field: string
  readonly filters: readonly FilterCall[]
}

interface FilterCall {
  readonly handler: Handler
  readonly args: readonly unknown[]
}

/** An `if` tag: the first branch whose field exists and is not false. */
export interface Choice {
  readonly branches: readonly { readonly field: string; readonly copy: DirectCopy }[]
  readonly otherwise: DirectCopy
}

/** The engine renders deeper nesting, and reports an error when the nesting is too deep for the stack. */
const DEPTH_MAX = 20

/**
 * The templates as a list of parts, if they do nothing else: no other tags, no comparisons, no paths, and only
 * literal arguments. Most copy is of this kind. Running the engine's generators takes longer than choosing the
 * variant.
 */
export const toDirectCopy = (templates: readonly Template[], depth = 0): DirectCopy | undefined =>
  depth > DEPTH_MAX ? undefined : all(templates.map(template => partOf(template, depth)))

function partOf(template: Template, depth: number): DirectCopy[number] | undefined {
  if (template.token.kind === TokenKind.HTML) return textOf(template)
  if (template instanceof Output) return insertionOf(template)
  return template instanceof IfTag ? choiceOf(template, depth + 1) : undefined
}

/** The engine's type does not expose the text. */
const textOf = (template: Template): string | undefined => {
  const { str } = template as unknown as { readonly str?: unknown }
  return typeof str === 'string' ? str : undefined
}

function insertionOf({ value }: Output): Insertion | undefined {
  const field = fieldOf(value)
  const filters = all(value.filters.map(callOf))
  return field === undefined || filters === undefined ? undefined : { field, filters }
}

function choiceOf({ branches: conditions, elseTemplates = [] }: IfTag, depth: number): Choice | undefined {
  const branches = all(
    conditions.map(({ value, templates }) => {
      const field = value.filters.length === 0 ? fieldOf(value) : undefined
      const copy = toDirectCopy(templates, depth)
      return field === undefined || copy === undefined ? undefined : { field, copy }
    }),
  )
  const otherwise = toDirectCopy(elseTemplates, depth)
  return branches === undefined || otherwise === undefined ? undefined : { branches, otherwise }
}

/** The name of the field, if the value is a plain field. */
function fieldOf(value: Value): string | undefined {
  const [token, ...more] = value.initial.postfix
  if (token === undefined || more.length > 0 || !TypeGuards.isPropertyAccessToken(token)) return undefined
  const [name, ...path] = token.props
  if (token.variable !== undefined || path.length > 0 || !TypeGuards.isWordToken(name)) return undefined
  return COMPUTED.has(name.content) ? undefined : name.content
}

/** The engine computes a value for these names even if no field has the name. */
const COMPUTED: ReadonlySet<string> = new Set(['size', 'first', 'last'])

function callOf({ name, args: written }: Filter): FilterCall | undefined {
  const handler = FILTERS.get(name)
  const args = all(written.map(literalOf))
  return handler && args && { handler, args }
}

/** The value of a text or number argument; undefined for any other argument. */
const literalOf = (argument: unknown): unknown => {
  if (TypeGuards.isQuotedToken(argument) || TypeGuards.isNumberToken(argument)) return argument.content
  return undefined
}

const all = <Item>(items: readonly (Item | undefined)[]): readonly Item[] | undefined =>
  items.every(item => item !== undefined) ? items : undefined
