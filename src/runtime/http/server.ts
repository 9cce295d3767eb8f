import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox'
import { Ajv } from 'ajv'
import addFormats from 'ajv-formats'
import Fastify, { type FastifyBaseLogger, type FastifyInstance, LogController } from 'fastify'
import type { TSchema } from 'typebox'
import { parseJsonBodies } from './body.ts'
import { hangUpWhenClosing } from './close-connections.ts'
import { describeApi } from './openapi/serve.ts'
import { Problem, ProblemBody, replyWithProblem } from './problem.ts'

const JSON_BODY_LIMIT_BYTES = 1_048_576
const PATH_PARAMETER_LENGTH_MAX = 300

export interface ServerOptions {
  readonly log: FastifyBaseLogger
  readonly trustProxy: readonly string[]
  /** Shapes that several routes refer to by name. */
  readonly sharedSchemas: readonly TSchema[]
}

/** A server without routes: how bodies are read, requests checked, refusals written and the API described. */
export async function createHttpServer({
  log,
  trustProxy,
  sharedSchemas,
}: ServerOptions): Promise<FastifyInstance> {
  const app = Fastify({
    loggerInstance: log,
    // A logger of its own for every request costs more than choosing a wording.
    childLoggerFactory: logger => logger,
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: JSON_BODY_LIMIT_BYTES,
    trustProxy: trustProxy.length > 0 ? [...trustProxy] : false,
    routerOptions: { maxParamLength: PATH_PARAMETER_LENGTH_MAX },
    forceCloseConnections: 'idle',
    // What the router itself refuses, such as a malformed escape in the address, is a problem like any other.
    frameworkErrors: replyWithProblem,
  }).withTypeProvider<TypeBoxTypeProvider>()
  hangUpWhenClosing(app)
  parseJsonBodies(app)
  app.setValidatorCompiler(({ schema, httpPart }) => (httpPart === 'body' ? bodies : texts).compile(schema))
  app.setErrorHandler(replyWithProblem)
  app.setNotFoundHandler(({ method, url }) => {
    throw new Problem('not-found', `${method} ${url.split('?')[0]} is no address of this server. See /docs.`)
  })
  for (const schema of [ProblemBody, ...sharedSchemas]) app.addSchema(schema)
  await describeApi(app)
  return app
}

// Bodies are taken as they are; query strings and paths are text, so numbers in them are read as numbers.
const common = { allErrors: true, useDefaults: true, strict: false }
const bodies = addFormats.default(new Ajv({ ...common, discriminator: true }))
const texts = addFormats.default(new Ajv({ ...common, coerceTypes: true }))
