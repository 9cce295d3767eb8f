import type { FastifyInstance, FastifyRequest } from 'fastify'
import { idOf, itemOf, keptOf, keptOfAnswer } from './representation.ts'
import type { Subject } from './subject.ts'

/** How to read what a route changes. */
export interface Reading {
  readonly app: FastifyInstance
  /** The addresses that GET can read, as `shapeOf` writes them. */
  readonly readable: ReadonlySet<string>
  /** The address of the route. */
  readonly pattern: string
}

/** What the subject is before the change; null if there is nothing to read. */
export async function readBefore(
  reading: Reading,
  request: FastifyRequest,
  { type, at }: Subject,
): Promise<unknown> {
  return at ? read(reading, request, type, at.pattern, pathOf(request, at.segments)) : null
}

/**
 * What the subject is after the change; null if it was deleted.
 * @param answer to the change
 */
export async function readAfter(
  reading: Reading,
  request: FastifyRequest,
  subject: Subject,
  answer: unknown,
  objectId: string | null,
): Promise<unknown> {
  if (request.method === 'DELETE') return null
  const { type, at } = subject
  if (subject.isCreated && objectId !== null && canRead(reading, `${reading.pattern}/:id`))
    return read(reading, request, type, `${reading.pattern}/:id`, withLast(`${pathOf(request)}/`, objectId))
  if (at && canRead(reading, at.pattern)) {
    const path = pathOf(request, at.segments)
    // With another name it has another address.
    const renamed = request.method === 'PATCH' ? idOf(answer) : null
    return read(reading, request, type, at.pattern, renamed === null ? path : withLast(path, renamed))
  }
  return keptOfAnswer(type, answer)
}

/** The GET route that shows what is at an address; or else the list that has it. */
function readerOf({ readable }: Reading, pattern: string): { readonly isList: boolean } | undefined {
  const shape = shapeOf(pattern)
  if (readable.has(shape)) return { isList: false }
  return shape.endsWith('/:') && readable.has(shape.slice(0, -2)) ? { isList: true } : undefined
}

const canRead = (reading: Reading, pattern: string): boolean => readerOf(reading, pattern) !== undefined

/** A pattern without the names of its parameters, which do not matter. */
export const shapeOf = (pattern: string): string => pattern.replaceAll(/:\w+/g, ':')

const LIST_MAX = 100

/** What GET shows to the same caller; null if there is nothing, or nothing that the log keeps. */
async function read(
  reading: Reading,
  request: FastifyRequest,
  type: string,
  pattern: string,
  path: string,
): Promise<unknown> {
  const reader = readerOf(reading, pattern)
  if (reader === undefined || NAMING_PEOPLE.has(type)) return null
  const last = path.lastIndexOf('/')
  const reply = await reading.app.inject({
    method: 'GET',
    url: reader.isList ? `${path.slice(0, last)}?limit=${LIST_MAX}` : path,
    remoteAddress: request.ip,
    headers: Object.fromEntries(
      CREDENTIALS.flatMap(name => {
        const value = request.headers[name]
        return value === undefined ? [] : [[name, value]]
      }),
    ),
  })
  if (reply.statusCode !== 200) return null
  const shown = parse(reply.body)
  return keptOf(type, reader.isList ? itemOf(shown, decodeURIComponent(path.slice(last + 1))) : shown)
}

/** What GET shows of these names people, whom the log must not name. */
const NAMING_PEOPLE: ReadonlySet<string> = new Set(['person', 'erasure'])

const CREDENTIALS = ['x-api-key', 'authorization', 'cookie'] as const

const pathOf = ({ url }: FastifyRequest, segments?: number): string =>
  (url.split('?')[0] ?? '').split('/').slice(0, segments).join('/')

const withLast = (path: string, id: string): string =>
  `${path.slice(0, path.lastIndexOf('/'))}/${encodeURIComponent(id)}`

export function parse(payload: unknown): unknown {
  if (typeof payload !== 'string' || payload === '') return null
  try {
    return JSON.parse(payload)
  } catch {
    return null
  }
}
