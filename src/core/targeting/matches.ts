import type { Attributes } from './normalise.ts'

/**
 * Whether a variant is meant for somebody: every targeted attribute has at least one of the targeted values.
 * Without targets it is meant for everybody.
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
