import { type Template, type Token, TypeGuards, toValueSync, Value } from 'liquidjs'

const START_MAX = 1_000_000

/**
 * The first range that does not begin with a plain number up to a million. Above 2^53 adding one changes nothing, so
 * a range that starts there never ends. The engine checks only the distance between its ends.
 */
export function findOpenRange(templates: readonly Template[]): Token | undefined {
  for (const token of argumentsOf(templates)) {
    const found = openRangeIn(token)
    if (found) return found
  }
  return undefined
}

/** The values and operators of all templates, and of those inside them. */
export function* argumentsOf(templates: readonly Template[]): Generator<Token | undefined> {
  for (const template of templates) {
    for (const argument of template.arguments?.() ?? []) {
      yield* tokensOf(argument)
    }
    if (template.children) yield* argumentsOf(toValueSync(template.children(false, true)))
  }
}

/** The values and operators of an argument of a template, with the arguments of its filters. */
export function tokensOf(argument: Value | Token): readonly (Token | undefined)[] {
  if (!(argument instanceof Value)) return [argument]
  const given = argument.filters.flatMap(({ args }) => args)
  return [
    ...argument.initial.postfix,
    ...given.map(argument => (Array.isArray(argument) ? argument[1] : argument)),
  ]
}

/** Ranges can occur inside the brackets and at the head of property paths, and inside other ranges. */
function openRangeIn(token: Token | undefined): Token | undefined {
  if (TypeGuards.isRangeToken(token)) {
    const { lhs, rhs } = token
    const isBounded = TypeGuards.isNumberToken(lhs) && Math.abs(lhs.content) <= START_MAX
    return isBounded ? openRangeIn(rhs) : token
  }
  if (!TypeGuards.isPropertyAccessToken(token)) return undefined
  return [token.variable, ...token.props].map(openRangeIn).find(found => found !== undefined)
}
