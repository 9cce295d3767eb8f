import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import Fastify, {
  type FastifyBaseLogger,
  type FastifyInstance,
  LogController,
  type onRequestHookHandler,
} from 'fastify'
import type { TSchema } from 'typebox'
import { compileValidator, serialiserFactory } from './compile-schemas.ts'
import { hangUpWhenClosing } from './connections/close-connections.ts'
import { limitConnections } from './connections/limit-connections.ts'
import { describeApi } from './openapi/serve.ts'
import { Problem, ProblemBody, replyWithProblem } from './problem.ts'
import { tidyAddress } from './reading/address.ts'
import { parseJsonBodies } from './reading/body.ts'
import { REQUEST_TIMEOUT_MS, refuseConnection, TIMEOUT_CHECK_MS } from './reading/slow-requests.ts'

const JSON_BODY_LIMIT_BYTES = 1_048_576
const PATH_PARAMETER_LENGTH_MAX = 300

export interface ServerOptions {
  readonly log: FastifyBaseLogger
  readonly trustProxy: readonly string[]
  /** Shapes that several routes refer to by name. */
  readonly sharedSchemas: readonly TSchema[]
  /** The maximum time in which a request must arrive. */
  readonly requestTimeoutMs?: number
  /** Open connections at most. Default: no limit. */
  readonly connectionsMax?: number
}

/**
 * A server without routes. It defines how bodies are read, requests checked, refusals written and the API
 * described.
 */
export async function createHttpServer({
  log,
  trustProxy,
  sharedSchemas,
  requestTimeoutMs = REQUEST_TIMEOUT_MS,
  connectionsMax = 0,
}: ServerOptions): Promise<FastifyInstance> {
  const app = Fastify({
    loggerInstance: log,
    // A logger for each request costs more than choosing a wording.
    childLoggerFactory: logger => logger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: JSON_BODY_LIMIT_BYTES,
    trustProxy: trustProxy.length > 0 ? [...trustProxy] : false,
    rewriteUrl: ({ url = '/' }) => tidyAddress(url),
    routerOptions: { maxParamLength: PATH_PARAMETER_LENGTH_MAX },
    forceCloseConnections: 'idle',
    // Closing waits for the answers to requests that have arrived, and a choice is never refused.
    return503OnClosing: false,
    requestTimeout: requestTimeoutMs,
    http: {
      // Node applies the time limit of a request only if the limit of its headers is not longer.
      headersTimeout: requestTimeoutMs,
      requestTimeout: requestTimeoutMs,
      connectionsCheckingInterval: Math.min(TIMEOUT_CHECK_MS, requestTimeoutMs),
    },
    schemaController: { compilersFactory: { buildSerializer: serialiserFactory } },
    clientErrorHandler: refuseConnection,
    // Parley's own text has a limit. Fastify's joins all errors into one text.
    schemaErrorFormatter: () => new Error('not valid'),
    // Refusals of the router, such as a malformed escape in the address, are problems too.
    frameworkErrors: replyWithProblem,
  }).withTypeProvider<TypeBoxTypeProvider>()
  hangUpWhenClosing(app)
  limitConnections(app.server, connectionsMax)
  parseJsonBodies(app)
  app.setValidatorCompiler(compileValidator)
  app.addHook('onRequest', neverSniff)
  app.setErrorHandler(replyWithProblem)
  app.setNotFoundHandler(({ method, url }) => {
    throw new Problem('not-found', `This server has no route ${method} ${url.split('?')[0]}. See /docs.`)
  })
  for (const schema of [ProblemBody, ...sharedSchemas]) app.addSchema(schema)
  await describeApi(app)
  return app
}

/** Browsers must not guess another content type. */
const neverSniff: onRequestHookHandler = (_request, reply, done) => {
  reply.header('x-content-type-options', 'nosniff')
  done()
}
