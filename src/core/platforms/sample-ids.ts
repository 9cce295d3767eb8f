import { listOf } from './integration-list.ts'
import type { SampleSubject } from './platform.ts'

/**
 * The id of the template under an integration key, as a report carries it: the first where several are
 * listed, and a number where it is one, as platforms write them. Undefined when none is set.
 */
export function sampleId({ integration }: SampleSubject, key: string): string | number | undefined {
  const [id] = listOf(integration[key])
  if (id === undefined) return undefined
  return /^[1-9]\d{0,14}$/.test(id) ? Number(id) : id
}
