import { Output, type Template, type Token, TypeGuards, Value } from 'liquidjs'
import { compileCopy, renderCopy } from './copy.ts'
import { Float } from './filters/float.ts'
import { withChildren } from './uses.ts'

/** What may go wrong with copy that parses. Lines and columns count from 1; null if it is about the whole copy. */
export interface CopyWarning {
  readonly message: string
  readonly line: number | null
  readonly column: number | null
}

const THEN = 'the person gets the wording of the control'

/**
 * The places where copy divides by what may be zero, or that cannot be rendered without fields.
 * @returns nothing if the copy does not parse
 */
export function warningsOf(source: string): readonly CopyWarning[] {
  const copy = compileCopy(source)
  if (!copy.ok || 'text' in copy.value) return []
  const divisions = [...withChildren(copy.value.templates)].flatMap(valuesIn).flatMap(divisionsIn)
  if (divisions.length > 0) return divisions
  const empty = renderCopy(copy.value, {})
  if (empty.ok) return []
  return [
    {
      message: `Without fields this cannot be rendered, and ${THEN}: ${empty.reason}.`,
      line: null,
      column: null,
    },
  ]
}

function valuesIn(template: Template): readonly Value[] {
  if (template instanceof Output) return [template.value]
  return [...(template.arguments?.() ?? [])].filter(argument => argument instanceof Value)
}

function divisionsIn({ filters }: Value): readonly CopyWarning[] {
  return filters.flatMap(({ name, args: [divisor] }) => {
    if (name !== 'divided_by' && name !== 'modulo') return []
    if (Array.isArray(divisor) || divisor === undefined || isNonZero(divisor)) return []
    const [line, column] = divisor.getPosition()
    const by = divisor.getText()
    return [
      {
        message: `This divides by ${by}. If that is missing or 0, ${THEN}. Test it first: {% if ${by} > 0 %} … {% endif %}.`,
        line: line ?? null,
        column: column ?? null,
      },
    ]
  })
}

const isNonZero = (token: Token): boolean => {
  if (!TypeGuards.isNumberToken(token)) return false
  const content: unknown = token.content
  return content instanceof Float ? content.value !== 0 : content !== 0
}
