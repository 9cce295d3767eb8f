import type { Attributes } from './normalise.ts'

/**
 * Whether a variant targets a person: for every targeted attribute, the person has at least one of the targeted values.
 * A variant without targets is for everybody.
 */
export function matches(
  targets: Readonly<Record<string, readonly string[]>>,
  attributes: Attributes,
): boolean {
  return Object.entries(targets).every(([name, wanted]) => {
    const present = Object.hasOwn(attributes, name) ? (attributes[name] ?? []) : []
    const values = present.map(value => value.toLowerCase())
    return wanted.some(value => values.includes(value.toLowerCase()))
  })
}
