import { type FieldError, Problem } from './problem.ts'

/** A refusal of content with a valid shape: one sentence per field, which says how to correct it. */
export const unprocessable = (...errors: readonly FieldError[]): Problem =>
  new Problem('unprocessable', errors.map(({ message }) => message).join(' '), errors)

/** @throws Problem unprocessable if there are errors */
export function refuseAny(errors: readonly FieldError[]): void {
  if (errors.length > 0) throw unprocessable(...errors)
}

/** A pointer to a field (RFC 6901), from the names on the way to it. */
export const pointerTo = (...path: readonly string[]): string =>
  path.map(name => `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')
