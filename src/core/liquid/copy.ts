import { LiquidError, type Template, type Token, toValueSync } from 'liquidjs'
import { fail, ok, type Result } from '../../lib/result.ts'
import { createContext } from './context.ts'
import { type DirectCopy, toDirectCopy } from './direct.ts'
import { createEngine, SOURCE_LENGTH_MAX } from './engine.ts'
import { createBoundedOutput, OUTPUT_LENGTH_MAX } from './limits.ts'
import { findOpenRange } from './ranges.ts'
import { renderDirectly } from './render-directly.ts'

/** Parsed copy: plain text, which needs no engine, or Liquid. */
export type CompiledCopy =
  | { readonly text: string }
  | { readonly templates: readonly Template[]; readonly direct: DirectCopy | undefined }

/** The reason why a source does not parse, with its position. Lines and columns count from 1. */
export interface CopyFault {
  readonly message: string
  readonly line: number
  readonly column: number
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
    return ok({ templates, direct: toDirectCopy(templates) })
  } catch (error) {
    const reason = reasonOf(error)
    return fail(
      LiquidError.is(error) ? faultAt(error.token, reason) : { message: reason, line: 1, column: 1 },
    )
  }
}

/**
 * Renders the copy with the fields. A missing field is empty. Fails with the reason if a limit is reached or a filter
 * refuses its input. Fields must be JSON, because the engine would call functions in them.
 */
export function renderCopy(
  copy: CompiledCopy,
  fields: Readonly<Record<string, unknown>>,
): Result<string, string> {
  if ('text' in copy) return ok(copy.text)
  const direct =
    copy.direct && renderDirectly(copy.direct, fields, () => createContext(engine, fields), OUTPUT_LENGTH_MAX)
  return direct === undefined ? renderByEngine(copy.templates, fields) : ok(direct)
}

/**
 * Renders any copy that is not plain text, as `renderCopy` does. Faster ways of rendering must give the same result.
 */
export function renderByEngine(
  templates: readonly Template[],
  fields: Readonly<Record<string, unknown>>,
): Result<string, string> {
  const context = createContext(engine, fields)
  const output = createBoundedOutput(context)
  try {
    // The engine does not change the list, and its steps are stored for this very list.
    toValueSync(engine.renderer.renderTemplates(templates as Template[], context, output))
    return ok(output.buffer)
  } catch (error) {
    return fail(reasonOf(error))
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
