import { isFields, readJson } from '../../../lib/json.ts'
import { bytesOf } from './body.ts'
import type { Calls } from './calls.ts'
import { SharingError } from './sharing-error.ts'

const PAGES_MAX = 1_000
const BYTES_MAX = 10_000_000

/** The names of all items of a list, page by page. @throws SharingError if it is no list */
export async function list(calls: Calls, path: string): Promise<readonly string[]> {
  const names: string[] = []
  let token = ''
  for (let page = 0; page < PAGES_MAX; page++) {
    const query = token === '' ? '' : `?pageToken=${encodeURIComponent(token)}`
    const answer = await calls({ method: 'GET', path: `${path}${query}` })
    const json = readJson(await bytesOf(answer, BYTES_MAX))
    if (!json.ok || !isFields(json.value)) throw new SharingError('The server sent a list that is no JSON.')
    const { items, nextPageToken } = json.value
    names.push(...(Array.isArray(items) ? items : []).flatMap(nameOf))
    token = typeof nextPageToken === 'string' ? nextPageToken : ''
    if (token === '') return names
  }
  throw new SharingError(`The server sent a list of more than ${PAGES_MAX} pages.`)
}

const nameOf = (item: unknown): readonly string[] =>
  isFields(item) && typeof item['name'] === 'string' ? [item['name']] : []
