import { promisify } from 'node:util'
import { brotliCompress, constants, gzip } from 'node:zlib'
import swagger from '@fastify/swagger'
import swaggerUi from '@fastify/swagger-ui'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { finishDocument } from './document.ts'
import { TAGS } from './tags.ts'

const VIEWER = '/docs'

/** Describes all routes that are registered afterwards, at /openapi.json and in a viewer at /docs. */
export async function describeApi(app: FastifyInstance): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'Parley',
        version: '1',
        description:
          'Self-hosted message optimisation. Every refusal is a problem (RFC 9457): its `code` is stable, its ' +
          '`detail` says what is wrong and how to mend it.',
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
      },
      servers: [{ url: '/', description: 'This server.' }],
      tags: [...TAGS],
      components: {
        securitySchemes: {
          apiKey: { type: 'apiKey', in: 'header', name: 'X-Api-Key' },
          bearer: { type: 'http', scheme: 'bearer' },
          session: {
            type: 'apiKey',
            in: 'cookie',
            name: '__Host-parley',
            description:
              'The console. Changes also need the header `X-Parley-Console: 1`, from a page of this server.',
          },
        },
      },
      security: [{ apiKey: [] }, { bearer: [] }],
    },
    refResolver: {
      buildLocalReference: (json, _base, _fragment, index) => String(json['$id'] ?? `schema-${index}`),
    },
    transformObject: documentObject =>
      'openapiObject' in documentObject ? finishDocument(documentObject.openapiObject) : {},
  })
  const sendDocument = createSendDocument(() => app.swagger())
  await app.register(swaggerUi, {
    routePrefix: VIEWER,
    uiHooks: {
      onRequest(request, reply, next) {
        if (request.routeOptions.url !== `${VIEWER}/json`) next()
        else void sendDocument(request, reply)
      },
    },
  })
  app.get('/openapi.json', { schema: { hide: true } }, sendDocument)
}

const ENCODERS: Readonly<Record<string, (text: Buffer) => Promise<Buffer>>> = {
  br: text =>
    promisify(brotliCompress)(text, { params: { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY } }),
  gzip: text => promisify(gzip)(text),
}
const BROTLI_QUALITY = 9

/** Answers with a constant document. It is compressed once for each accepted encoding. */
export function createSendDocument(build: () => object) {
  const bodies = new Map<string, Promise<Buffer>>()
  const once = (encoding: string, make: () => Promise<Buffer>): Promise<Buffer> => {
    const body = bodies.get(encoding) ?? make()
    bodies.set(encoding, body)
    return body
  }
  const plain = () => once('identity', async () => Buffer.from(JSON.stringify(build())))

  return async (request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> => {
    reply.type('application/json; charset=utf-8').header('vary', 'Accept-Encoding')
    const encoding = acceptedOf(request.headers['accept-encoding'], Object.keys(ENCODERS))
    const encode = encoding === undefined ? undefined : ENCODERS[encoding]
    if (encoding === undefined || encode === undefined) return reply.send(await plain())
    return reply
      .header('content-encoding', encoding)
      .send(await once(encoding, async () => encode(await plain())))
  }
}

/** The first offered encoding that an Accept-Encoding header accepts (RFC 9110, section 12.5.3). */
export function acceptedOf(
  header: string | string[] | undefined,
  offers: readonly string[],
): string | undefined {
  const weights = new Map(
    String(header ?? '')
      .toLowerCase()
      .split(',')
      .map(part => {
        const [name = '', ...parameters] = part.split(';').map(text => text.trim())
        const weight = parameters.find(parameter => parameter.startsWith('q='))
        return [name, weight === undefined ? 1 : Number(weight.slice(2))]
      }),
  )
  return offers.find(offer => (weights.get(offer) ?? weights.get('*') ?? 0) > 0)
}
