import { type Context, type Emitter, LiquidError, type Template, type Token, toValueSync } from 'liquidjs'
import { fail, ok, type Result } from '../../lib/result.ts'
import { createContext } from './context.ts'
import { type DirectCopy, toDirectCopy } from './direct.ts'
import { createEngine, SOURCE_LENGTH_MAX } from './engine.ts'
import { createBoundedOutput, OUTPUT_LENGTH_MAX } from './limits.ts'
import { keepDecimals } from './literals.ts'
import { findOpenRange } from './ranges.ts'
import { renderDirectly } from './render-directly.ts'
import { marksIn, unprintableIn, withoutUnprintable } from './unprintable.ts'

/** Parsed copy: plain text, which needs no engine, or Liquid. */
export type CompiledCopy =
  | { readonly text: string }
  | {
      readonly templates: readonly Template[]
      readonly direct: DirectCopy | undefined
      /** See `marksIn`. */
      readonly marks: readonly string[]
    }

/** The reason why a source does not parse, with its position. Lines and columns count from 1. */
export interface CopyFault {
  readonly message: string
  readonly line: number
  readonly column: number
  /** The piece of the source that is wrong, and what to write instead, if this is known. */
  readonly word?: string
  readonly suggestion?: string
}

const engine = createEngine()

/**
 * Parses the copy of one variable. Fails if it is too long, does not parse, or uses a tag or filter that is not
 * allowed.
 */
export function compileCopy(source: string): Result<CompiledCopy, CopyFault> {
  if (source.length > SOURCE_LENGTH_MAX) {
    return fail({ message: `the text is longer than ${SOURCE_LENGTH_MAX} characters`, line: 1, column: 1 })
  }
  if (!source.includes('{{') && !source.includes('{%')) return ok({ text: source })
  try {
    const templates = engine.parse(source)
    const range = findOpenRange(templates)
    if (range) return fail(faultAt(range, 'a range must begin with a number, such as (1..n)'))
    keepDecimals(templates)
    return ok({ templates, direct: toDirectCopy(templates), marks: marksIn(source) })
  } catch (error) {
    const reason = reasonOf(error)
    return fail(
      LiquidError.is(error) ? faultAt(error.token, reason) : { message: reason, line: 1, column: 1 },
    )
  }
}

type Fields = Readonly<Record<string, unknown>>

/**
 * Renders the copy with the fields. A missing field is empty. Fails with the reason if a limit is reached, if a filter
 * refuses its input, or if the text would show what is no text, such as NaN or an object. Fields must be JSON, because
 * the engine would call functions in them.
 */
export function renderCopy(copy: CompiledCopy, fields: Fields): Result<string, string> {
  if ('text' in copy) return ok(copy.text)
  const direct =
    copy.direct && renderDirectly(copy.direct, fields, () => createContext(engine, fields), OUTPUT_LENGTH_MAX)
  const rendered = direct === undefined ? renderByEngine(copy.templates, fields) : ok(direct)
  if (!rendered.ok) return rendered
  const word = unprintableIn(rendered.value, copy.marks, fields)
  return word === undefined ? rendered : fail(`the text would show ${word}`)
}

/** Renders the copy and leaves out what cannot be rendered. For copy that has no other to take its place. */
export function renderWhatCan(copy: CompiledCopy, fields: Fields): string {
  const whole = renderCopy(copy, fields)
  if (whole.ok || 'text' in copy) return whole.ok ? whole.value : ''
  const context = createContext(engine, fields, { ...engine.options, catchAllErrors: true })
  const output = createBoundedOutput(context)
  run(copy.templates, context, output)
  return withoutUnprintable(output.buffer, copy.marks, fields)
}

/**
 * Renders any copy that is not plain text, as `renderCopy` does before it looks at the text. Faster ways of rendering
 * must give the same result.
 */
export function renderByEngine(templates: readonly Template[], fields: Fields): Result<string, string> {
  const context = createContext(engine, fields)
  const output = createBoundedOutput(context)
  const reason = run(templates, context, output)
  return reason === undefined ? ok(output.buffer) : fail(reason)
}

/** @returns the reason why the rendering failed; undefined if it did not */
function run(templates: readonly Template[], context: Context, output: Emitter): string | undefined {
  try {
    // The engine does not change the list, and its steps are stored for this very list.
    toValueSync(engine.renderer.renderTemplates(templates as Template[], context, output))
    return undefined
  } catch (error) {
    return reasonOf(error)
  }
}

function faultAt(token: Token, message: string): CopyFault {
  const [line = 1, column = 1] = token.getPosition()
  return { message, line, column }
}

/** The message without the position, which the engine appends. */
function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message.replace(/, line:\d+, col:\d+$/, '') : String(error)
  return message.startsWith('Maximum call stack') ? 'tags are nested too deeply' : message
}
