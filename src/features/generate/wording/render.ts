import { type CompiledCopy, compileCopy, renderCopy, renderWhatCan } from '../../../core/liquid/copy.ts'
import { fieldUses } from '../../../core/liquid/uses.ts'
import { storableText } from '../../../lib/json.ts'
import { fail, ok, type Result } from '../../../lib/result.ts'
import type { Variant } from '../../../runtime/catalog/catalog.ts'

type Compiled = readonly (readonly [name: string, copy: CompiledCopy | undefined])[]

const compiled = new WeakMap<Variant, Compiled>()

/** Renders the wording of a variant with these fields. On failure, names the variable and the reason. */
export function renderVariant(
  variant: Variant,
  fields: Readonly<Record<string, unknown>>,
): Result<Record<string, string>, string> {
  const vars: Record<string, string> = {}
  for (const [name, copy] of compile(variant)) {
    if (copy === undefined) return fail(`${name}: the text is not Liquid`)
    const rendered = renderCopy(copy, fields)
    if (!rendered.ok) return fail(`${name}: ${rendered.reason}`)
    // Filters can cut a surrogate pair in half, or produce a NUL.
    vars[name] = storableText(rendered.value)
  }
  return ok(vars)
}

/**
 * Renders the wording of a variant, and leaves out what cannot be rendered: for the control, which no other wording
 * replaces.
 */
export const renderWhatCanOf = (
  variant: Variant,
  fields: Readonly<Record<string, unknown>>,
): Record<string, string> =>
  Object.fromEntries(
    compile(variant).map(([name, copy]) => [
      name,
      copy === undefined ? '' : storableText(renderWhatCan(copy, fields)),
    ]),
  )

const needed = new WeakMap<Variant, readonly string[]>()

/**
 * The fields that the wording of a variant inserts and that are not there: absent, null, or empty. Not those that it
 * has a fallback for.
 */
export function missingFields(
  variant: Variant,
  fields: Readonly<Record<string, unknown>>,
): readonly string[] {
  let names = needed.get(variant)
  if (!names) {
    const uses = Object.values(variant.vars).flatMap(fieldUses)
    names = [...new Set(uses.filter(({ hasFallback }) => !hasFallback).map(({ name }) => name))]
    needed.set(variant, names)
  }
  return names.length === 0 ? names : names.filter(name => isAbsent(fields, name))
}

function isAbsent(fields: Readonly<Record<string, unknown>>, name: string): boolean {
  const value = Object.hasOwn(fields, name) ? fields[name] : undefined
  return value === undefined || value === null || value === ''
}

/** Parses each variant once, while it is in memory. Undefined for a text of an older version that no longer parses. */
function compile(variant: Variant): Compiled {
  let copies = compiled.get(variant)
  if (!copies) {
    copies = Object.entries(variant.vars).map(([name, source]) => {
      const copy = compileCopy(source)
      return [name, copy.ok ? copy.value : undefined] as const
    })
    compiled.set(variant, copies)
  }
  return copies
}
