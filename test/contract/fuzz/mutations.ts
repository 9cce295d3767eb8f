import fc from 'fast-check'
import { placesIn, put } from '../../json-places.ts'
import { nonsense } from './schema-values.ts'

/** The value as it is, or with nonsense in up to three places, or with some of them gone or exchanged. */
export function mutationsOf(value: unknown): fc.Arbitrary<unknown> {
  const change = fc.record({
    place: fc.nat(),
    other: fc.nat(),
    kind: fc.constantFrom('nonsense', 'gone', 'exchanged'),
    nonsense,
  })
  return fc.array(change, { maxLength: 3 }).map(changes =>
    changes.reduce((whole: unknown, { kind, ...change }) => {
      const places = placesIn(whole)
      const place = places[change.place % places.length]
      const other = places[change.other % places.length]
      if (place === undefined || other === undefined) return change.nonsense
      if (kind === 'nonsense') return put(whole, place, change.nonsense)
      return put(whole, place, kind === 'gone' ? undefined : valueAt(whole, other))
    }, value),
  )
}

const valueAt = (whole: unknown, place: readonly string[]): unknown =>
  place.reduce<unknown>((part, key) => (part as Readonly<Record<string, unknown>>)[key], whole)
