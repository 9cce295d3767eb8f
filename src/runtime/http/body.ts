import type { FastifyInstance } from 'fastify'
import { readJson, type UnreadableJson } from '../../lib/json.ts'
import { Problem } from './problem.ts'

const DETAILS: Readonly<Record<UnreadableJson, string>> = {
  empty: 'The content type is JSON but the body is empty.',
  'not-utf8': 'The body is not valid UTF-8.',
  'not-json': 'The body is not valid JSON.',
  'too-deep': 'The body is nested more than 64 levels deep.',
}

/** Reads bodies as JSON only: Fastify's own parsers for JSON and plain text are removed. */
export function parseJsonBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser(
    /^application\/(?:[\w.-]+\+)?json(?:$|;)/,
    { parseAs: 'buffer' },
    (_request, body, done) => {
      // A DELETE or an Iterable feed may have a content type and no body.
      if (body.length === 0) return done(null, undefined)
      const json = readJson(body as Buffer)
      return json.ok ? done(null, json.value) : done(new Problem('invalid-json', DETAILS[json.reason]))
    },
  )
}

declare module 'fastify' {
  interface FastifyRequest {
    /** The content type of the request, if bodies are kept raw. */
    sentContentType: string | undefined
  }
}

/** Keeps bodies as the exact bytes that arrived, with any content type, even an invalid one. */
export function keepRawBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body))
  app.decorateRequest('sentContentType')
  // Fastify refuses an invalid content type before it asks a parser.
  app.addHook('onRequest', (request, _reply, done) => {
    request.sentContentType = request.headers['content-type']
    if (request.sentContentType !== undefined) request.headers['content-type'] = 'application/octet-stream'
    done()
  })
}
