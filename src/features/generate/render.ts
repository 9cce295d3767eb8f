import { type CompiledCopy, compileCopy, renderCopy } from '../../core/liquid/copy.ts'
import { storableText } from '../../lib/json.ts'
import { fail, ok, type Result } from '../../lib/result.ts'
import type { Variant } from '../../runtime/catalog/catalog.ts'

const compiled = new WeakMap<Variant, readonly (readonly [string, CompiledCopy])[]>()

/** Renders the wording of a variant with these fields. On failure, names the variable and the reason. */
export function renderVariant(
  variant: Variant,
  fields: Readonly<Record<string, unknown>>,
): Result<Record<string, string>, string> {
  const vars: Record<string, string> = {}
  for (const [name, copy] of compile(variant)) {
    const rendered = renderCopy(copy, fields)
    if (!rendered.ok) return fail(`${name}: ${rendered.reason}`)
    // Filters can cut a surrogate pair in half, or produce a NUL.
    vars[name] = storableText(rendered.value)
  }
  return ok(vars)
}

/** Parses each variant once, while it is in memory. Parsing cannot fail here, because saving a variant checks it. */
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
