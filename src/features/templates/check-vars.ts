import { checkCopy } from '../../core/liquid/check.ts'
import { compileCopy } from '../../core/liquid/copy.ts'
import type { FieldError } from '../../runtime/http/problem.ts'
import { pointerTo } from '../../runtime/http/unprocessable.ts'

type Vars = Readonly<Record<string, string>>

/**
 * The mistakes in the texts of a variant: each variable needs a text, other names may not have one, and all texts
 * must parse. Other template languages are refused in new texts only, so that an old one can still be renamed.
 * @param present the texts until now
 */
export function checkVars(
  variables: readonly string[],
  vars: Vars,
  present: Vars = {},
): readonly FieldError[] {
  return [
    ...checkNames(variables, vars).map(({ name, message }) => ({ field: pointerTo('vars', name), message })),
    ...Object.entries(vars).flatMap(([name, source]) => faultOf(name, source, source === present[name])),
  ]
}

/** The variables that have no text, and the texts that belong to no variable. */
export const checkNames = (
  variables: readonly string[],
  vars: Vars,
): readonly { readonly name: string; readonly message: string }[] => [
  ...unknownIn(variables, vars).map(name => ({ name, message: unknown(name, variables) })),
  ...missingIn(variables, vars).map(name => ({ name, message: `The variable "${name}" has no text.` })),
]

/** Whether the texts are for exactly these variables. */
export const covers = (vars: Vars, variables: readonly string[]): boolean =>
  unknownIn(variables, vars).length === 0 && missingIn(variables, vars).length === 0

const unknownIn = (variables: readonly string[], vars: Vars) =>
  Object.keys(vars).filter(name => !variables.includes(name))
const missingIn = (variables: readonly string[], vars: Vars) =>
  variables.filter(name => !Object.hasOwn(vars, name))

function unknown(name: string, variables: readonly string[]): string {
  const known = variables.length > 0 ? `It has ${variables.join(', ')}.` : 'It has none yet.'
  return `The template has no variable "${name}". ${known} Add variables to the template with PATCH first.`
}

function faultOf(name: string, source: string, isOld: boolean): readonly FieldError[] {
  const copy = isOld ? compileCopy(source) : checkCopy(source)
  if (copy.ok) return []
  const { message, line, column } = copy.reason
  return [
    {
      field: pointerTo('vars', name),
      message: `"${name}" is not Liquid at line ${line}, column ${column}: ${message}.`,
    },
  ]
}
