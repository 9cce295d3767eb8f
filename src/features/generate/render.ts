import { type CompiledCopy, compileCopy, renderCopy } from '../../core/liquid/copy.ts'
import { storableText } from '../../lib/json.ts'
import { fail, ok, type Result } from '../../lib/result.ts'
import type { Variant } from '../../runtime/catalog/catalog.ts'

const compiled = new WeakMap<Variant, readonly (readonly [string, CompiledCopy])[]>()

/** The wording of a variant with the fields filled in, or which variable failed and why. */
export function renderVariant(
  variant: Variant,
  fields: Readonly<Record<string, unknown>>,
): Result<Record<string, string>, string> {
  const vars: Record<string, string> = {}
  for (const [name, copy] of compile(variant)) {
    const rendered = renderCopy(copy, fields)
    if (!rendered.ok) return fail(`${name}: ${rendered.reason}`)
    // Filters can cut a character in half, or make a NUL.
    vars[name] = storableText(rendered.value)
  }
  return ok(vars)
}

/** Parsed once for as long as the variant is in memory. It parsed when it was saved, or it would not be here. */
function compile(variant: Variant): readonly (readonly [string, CompiledCopy])[] {
  let copies = compiled.get(variant)
  if (!copies) {
    copies = Object.entries(variant.vars).flatMap(([name, source]) => {
      const copy = compileCopy(source)
      return copy.ok ? [[name, copy.value] as const] : []
    })
    compiled.set(variant, copies)
  }
  return copies
}
