import { Problem } from '../../runtime/http/problem.ts'

/** A problem of one field of a request for a choice. */
export const invalid = (field: string, message: string): Problem =>
  new Problem('invalid-request', `${field} ${message}`, [{ field: `/${field}`, message }])
