import { type Context, type Filter, Output, type Template, TokenKind, TypeGuards } from 'liquidjs'
import { FILTERS, type Handler } from './filters.ts'

/** A wording that only inserts fields: texts, and fields with their filters. */
export type DirectCopy = readonly (string | Insertion)[]

interface Insertion {
  readonly field: string
  readonly filters: readonly FilterCall[]
}

interface FilterCall {
  readonly handler: Handler
  readonly args: readonly unknown[]
}

/**
 * The templates as a list of parts, when they only insert fields: no tags, no paths, and arguments that are
 * written out. Most copy is so, and running the engine's generators takes longer than choosing the variant.
 */
export function toDirectCopy(templates: readonly Template[]): DirectCopy | undefined {
  const parts = templates.map(template => {
    if (template.token.kind === TokenKind.HTML) return textOf(template)
    return template instanceof Output ? insertionOf(template) : undefined
  })
  return parts.every(part => part !== undefined) ? parts : undefined
}

/** The engine keeps its texts to itself. */
const textOf = (template: Template): string | undefined => {
  const { str } = template as unknown as { readonly str?: unknown }
  return typeof str === 'string' ? str : undefined
}

function insertionOf({ value }: Output): Insertion | undefined {
  const [token, ...more] = value.initial.postfix
  if (token === undefined || more.length > 0 || !TypeGuards.isPropertyAccessToken(token)) return undefined
  const [name, ...path] = token.props
  if (token.variable !== undefined || path.length > 0 || !TypeGuards.isWordToken(name)) return undefined
  if (COMPUTED.has(name.content)) return undefined
  const filters = value.filters.map(callOf)
  return filters.every(filter => filter !== undefined) ? { field: name.content, filters } : undefined
}

function callOf({ name, args: written }: Filter): FilterCall | undefined {
  const handler = FILTERS.get(name)
  const args = written.map(literalOf)
  return handler && args.every(argument => argument !== undefined) ? { handler, args } : undefined
}

/** Of these the engine makes something also where no field has the name. */
const COMPUTED: ReadonlySet<string> = new Set(['size', 'first', 'last'])

/** An argument that is a text or a number; undefined for any other. */
const literalOf = (argument: unknown): string | number | undefined => {
  if (TypeGuards.isQuotedToken(argument) || TypeGuards.isNumberToken(argument)) return argument.content
  return undefined
}

/**
 * What the engine would make of it; undefined where only the engine knows: a list or an object, or a filter that
 * refuses.
 * @param createContext only called when there is a filter
 * @param lengthMax in characters
 */
export function renderDirectly(
  copy: DirectCopy,
  fields: Readonly<Record<string, unknown>>,
  createContext: () => Context,
  lengthMax: number,
): string | undefined {
  let text = ''
  let context: Context | undefined
  for (const part of copy) {
    if (typeof part === 'string') text += part
    else {
      if (part.filters.length > 0) context ??= createContext()
      const inserted = insert(part, fields, context)
      if (inserted === undefined) return undefined
      text += inserted
    }
    if (text.length > lengthMax) return undefined
  }
  return text
}

function insert(
  { field, filters }: Insertion,
  fields: Readonly<Record<string, unknown>>,
  context: Context | undefined,
): string | undefined {
  let value = Object.hasOwn(fields, field) ? fields[field] : undefined
  if (!isPlain(value)) return undefined
  for (const { handler, args } of filters) {
    try {
      value = context && handler.call({ context }, value, ...args)
    } catch {
      return undefined
    }
    if (!isPlain(value)) return undefined
  }
  return String(value ?? '')
}

const isPlain = (value: unknown): boolean =>
  (typeof value !== 'object' && typeof value !== 'function') || value === null
