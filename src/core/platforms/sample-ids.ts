import { listOf } from './integration-list.ts'
import type { SampleSubject } from './platform.ts'

/**
 * The template's id under an integration key, in the form of a report: the first id of a list, and a number if the
 * platform uses numbers. Undefined if none is set.
 */
export function sampleId({ integration }: SampleSubject, key: string): string | number | undefined {
  const [id] = listOf(integration[key])
  if (id === undefined) return undefined
  return /^[1-9]\d{0,14}$/.test(id) ? Number(id) : id
}
