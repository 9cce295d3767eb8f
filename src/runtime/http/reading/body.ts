import type { FastifyInstance, FastifyRequest } from 'fastify'
import { readJson, type UnreadableJson } from '../../../lib/json.ts'
import { asUtf8 } from '../../../lib/wire/as-utf8.ts'
import { readFormFields } from '../../../lib/wire/form.ts'
import { Problem } from '../problem.ts'
import { type CodingFault, codingsOf, decodeContent } from './content-coding.ts'

const DETAILS: Readonly<Record<UnreadableJson, string>> = {
  empty: 'The content type is JSON but the body is empty.',
  'not-utf8': 'The body is not valid UTF-8. If it is compressed, say so in the Content-Encoding header.',
  'not-json': 'The body is not valid JSON.',
  'too-deep': 'The body is nested more than 64 levels deep.',
}

const JSON_TYPE = /^(?:application\/(?:[\w.-]+\+)?json|text\/json)(?:$|;)/i
const FORM_TYPE = /^(?:application\/x-www-form-urlencoded|multipart\/form-data)(?:$|;)/i

type Read = (bytes: Uint8Array, request: FastifyRequest) => unknown

/** Reads bodies as JSON only: Fastify's own parsers for JSON and plain text are removed. */
export function parseJsonBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  addParser(app, JSON_TYPE, readJsonBody)
  addParser(app, '*', refuseType)
  app.decorateRequest('sentContentType')
  // A DELETE or an Iterable feed may have a content type and no body. The type may even be invalid.
  app.addHook('onRequest', (request, _reply, done) => {
    const { headers } = request
    request.sentContentType = headers['content-type']
    if (headers['transfer-encoding'] === undefined && !(Number(headers['content-length']) > 0))
      delete headers['content-type']
    done()
  })
}

/** Reads bodies as what they are, JSON or a form, whatever their content type. For senders that cannot set it. */
export function parseAnyBodies(app: FastifyInstance): void {
  app.removeContentTypeParser('*')
  addParser(app, '*', (bytes, request) => {
    if (FORM_TYPE.test(request.headers['content-type'] ?? '') && !isJson(bytes))
      return readFormFields(Buffer.from(bytes).toString())
    return isJson(bytes) ? readJsonBody(bytes, request) : refuseType(bytes, request)
  })
  // Fastify refuses an invalid content type before it asks a parser.
  app.addHook('onRequest', ({ headers }, _reply, done) => {
    if (!TYPE.test(headers['content-type'] ?? 'text/plain')) headers['content-type'] = 'text/plain'
    done()
  })
}

const TYPE = /^[\w!#$&^.+-]+\/[\w!#$&^.+-]+\s*(?:;|$)/

function addParser(app: FastifyInstance, type: string | RegExp, read: Read): void {
  app.addContentTypeParser(type, { parseAs: 'buffer' }, (request, body, done) => {
    const bytes = body as Buffer
    if (bytes.length === 0) return done(null, undefined)
    const header = request.headers['content-encoding']
    if (header === undefined) return attempt(() => read(bytes, request), done)
    readEncoded(bytes, header, request).then(
      decoded => attempt(() => (decoded.length === 0 ? undefined : read(decoded, request)), done),
      (error: Error) => done(error),
    )
  })
}

function attempt(read: () => unknown, done: (error: Error | null, body?: unknown) => void): void {
  try {
    done(null, read())
  } catch (error) {
    done(error instanceof Error ? error : new Error(String(error)))
  }
}

async function readEncoded(bytes: Uint8Array, header: string, request: FastifyRequest): Promise<Uint8Array> {
  const decoded = await decodeContent(bytes, codingsOf(header), request.routeOptions.bodyLimit)
  if (!decoded.ok) throw refuseCoding(decoded.reason, header)
  return decoded.value
}

/** The problem of a body that could not be decoded. */
export function refuseCoding(fault: CodingFault, header: string): Problem {
  const name = header.length > 60 ? `${header.slice(0, 60)}…` : header
  switch (fault) {
    case 'too-large':
      return new Problem('too-large', 'The body is larger than this endpoint takes, once it is decompressed.')
    case 'damaged':
      return new Problem('invalid-json', `The body is not ${name}, although its Content-Encoding says so.`)
    case 'unknown-coding':
      return new Problem(
        'unsupported-media-type',
        `The Content-Encoding "${name}" is not supported. Use gzip, deflate or br, or send the body uncompressed.`,
      )
  }
}

function readJsonBody(bytes: Uint8Array, { headers }: FastifyRequest): unknown {
  const json = readJson(asUtf8(bytes, headers['content-type']))
  if (json.ok) return json.value
  throw new Problem('invalid-json', DETAILS[json.reason])
}

function refuseType(_: Uint8Array, { headers, is404 }: FastifyRequest): undefined {
  if (is404) return undefined
  const type = headers['content-type']
  const is =
    type === undefined ? 'The body has no content type' : `The content type is "${type.slice(0, 60)}"`
  throw new Problem('unsupported-media-type', `${is}. Send the body as application/json.`)
}

const OPENINGS = new Set([...'{["'].map(each => each.charCodeAt(0)))
const BLANK = 0x20

/** Whether a text begins as JSON does. A text in UTF-16 begins with a mark or a zero byte. */
function isJson(bytes: Uint8Array): boolean {
  const first = asUtf8(bytes).find(byte => byte > BLANK && byte !== 0xef && byte !== 0xbb && byte !== 0xbf)
  return first !== undefined && OPENINGS.has(first)
}

declare module 'fastify' {
  interface FastifyRequest {
    /** The content type of the request as it was sent. */
    sentContentType: string | undefined
  }
}

/** Keeps bodies as the exact bytes that arrived, with any content type, even an invalid one. */
export function keepRawBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
  // Fastify refuses an invalid content type before it asks a parser.
  app.addHook('onRequest', ({ headers }, _reply, done) => {
    if (headers['content-type'] !== undefined) headers['content-type'] = 'application/octet-stream'
    done()
  })
}
