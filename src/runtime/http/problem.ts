import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify'
import { Type } from 'typebox'
import { isStoreDown } from '../../lib/store-down.ts'

/** Every refusal: status and public sentence. The code is part of the contract. */
export const CATALOGUE = {
  'invalid-request': { status: 400, title: 'The request is not valid' },
  'invalid-json': { status: 400, title: 'The body cannot be read' },
  'key-and-session': { status: 400, title: 'The request has a key and a session' },
  'missing-key': { status: 401, title: 'No API key was given' },
  'expired-key': { status: 401, title: 'The API key has expired' },
  'wrong-key': { status: 401, title: 'The API key is not valid' },
  'wrong-credentials': { status: 401, title: 'The address or the password is not right' },
  'signed-out': { status: 401, title: 'There is no session' },
  'webhook-refused': { status: 401, title: 'The webhook could not be verified' },
  'wrong-scope': { status: 403, title: 'The API key may not do this' },
  'not-permitted': { status: 403, title: 'Your role may not do this' },
  'cross-site': { status: 403, title: 'The request is not from a page of this server' },
  'org-not-found': { status: 404, title: 'There is no such organisation' },
  'platform-not-found': { status: 404, title: 'There is no such platform' },
  'template-not-found': { status: 404, title: 'There is no such template' },
  'not-found': { status: 404, title: 'There is nothing here' },
  'already-exists': { status: 409, title: 'It exists already' },
  'too-slow': { status: 408, title: 'The request did not arrive in time' },
  conflict: { status: 409, title: 'This does not fit the present state' },
  'reaches-several': { status: 409, title: 'This would reach several people' },
  replaced: { status: 409, title: 'A new version has taken its place' },
  'changed-meanwhile': { status: 412, title: 'Somebody has changed it in the meantime' },
  'link-over': { status: 410, title: 'The link is used or over' },
  'too-large': { status: 413, title: 'The body is too large' },
  'unsupported-media-type': { status: 415, title: 'The content type is not supported' },
  'headers-too-large': { status: 431, title: 'The headers are too large' },
  unprocessable: { status: 422, title: 'The request is understood, but its content is not acceptable' },
  'quota-reached': { status: 403, title: 'The organisation has used its quota' },
  'too-many-requests': { status: 429, title: 'Too many requests' },
  internal: { status: 500, title: 'Something went wrong on our side' },
  busy: { status: 503, title: 'Too much work of this kind at once' },
  unavailable: { status: 503, title: 'The store is not available' },
} as const

export type ProblemCode = keyof typeof CATALOGUE

export interface FieldError {
  /** JSON pointer to the field, such as /vars/subject. */
  readonly field: string
  readonly message: string
}

export interface ProblemHints {
  /** Paths of this API that help the caller on, by what they do. */
  readonly links?: Readonly<Record<string, string>>
  /** When a repetition makes sense, in seconds. */
  readonly retryAfterSeconds?: number
  /** What a refused erasure would reach. */
  readonly wouldReach?: WouldReach
}

/** The names, masked for callers who may not see people, and the numbers of rows. */
export interface WouldReach {
  readonly addresses: readonly string[]
  readonly ids: readonly string[]
  readonly decisions: number
  readonly events: number
}

/** A refusal to a caller (RFC 9457). `detail` says what is wrong and how to mend it. */
export class Problem extends Error {
  override name = 'Problem'
  readonly code: ProblemCode
  readonly errors: readonly FieldError[]
  readonly links: Readonly<Record<string, string>>
  readonly retryAfterSeconds: number | undefined
  readonly wouldReach: WouldReach | undefined

  constructor(
    code: ProblemCode,
    detail: string,
    errors: readonly FieldError[] = [],
    { links = {}, retryAfterSeconds, wouldReach }: ProblemHints = {},
  ) {
    super(detail)
    this.code = code
    this.errors = errors
    this.links = links
    this.retryAfterSeconds = retryAfterSeconds
    this.wouldReach = wouldReach
  }
}

/** The problem of one field of a request. @param message the rest of a sentence about the field, with its full stop */
export const invalidField = (field: string, message: string): Problem =>
  new Problem('invalid-request', `${field} ${message}`, [{ field: `/${field}`, message }])

export const ProblemBody = Type.Object(
  {
    type: Type.String(),
    title: Type.String(),
    status: Type.Integer(),
    code: Type.String({ description: 'Stable name of the problem.' }),
    detail: Type.String({ description: 'Description of the error, and how to mend it.' }),
    errors: Type.Optional(Type.Array(Type.Object({ field: Type.String(), message: Type.String() }))),
    links: Type.Optional(
      Type.Record(Type.String(), Type.String(), { description: 'Paths that help on, by what they do.' }),
    ),
    would_reach: Type.Optional(
      Type.Object(
        {
          addresses: Type.Array(Type.String()),
          ids: Type.Array(Type.String()),
          decisions: Type.Integer(),
          events: Type.Integer(),
        },
        { description: 'Of a refused erasure: the names and the numbers of rows that it would reach.' },
      ),
    ),
  },
  { $id: 'Problem', title: 'Problem' },
)

const asProblem = (description: string) => ({
  description,
  content: { 'application/problem+json': { schema: Type.Ref('Problem') } },
})

/** The error part of a route's `response` schema. */
export const problemResponses = {
  '4xx': asProblem('Refused. `code` and `detail` explain the error and how to mend it.'),
  '5xx': asProblem('A failure on our side. Try again.'),
} as const

/** Writes any error as a problem. Bugs are logged with their cause; callers do not see it. */
export function replyWithProblem(
  error: FastifyError,
  request: FastifyRequest,
  reply: FastifyReply,
): FastifyReply {
  const problem = toProblem(error)
  const { status } = CATALOGUE[problem.code]
  if (problem.retryAfterSeconds !== undefined) reply.header('retry-after', problem.retryAfterSeconds)
  if (status >= 500) request.log.error({ err: error }, 'request failed')
  return (
    reply
      .status(status)
      .type('application/problem+json')
      // Refusals of the router run no hooks, so this header is set here too.
      .header('x-content-type-options', 'nosniff')
      .serializer(JSON.stringify)
      .send(problemBody(problem))
  )
}

/** The body of a problem, for callers without a reply object. */
export function problemBody(problem: Problem): Record<string, unknown> {
  const { status, title } = CATALOGUE[problem.code]
  return {
    type: `urn:parley:problem:${problem.code}`,
    title,
    status,
    code: problem.code,
    detail: problem.message,
    ...(problem.errors.length > 0 ? { errors: problem.errors } : {}),
    ...(Object.keys(problem.links).length > 0 ? { links: problem.links } : {}),
    ...(problem.wouldReach === undefined ? {} : { would_reach: problem.wouldReach }),
  }
}

function toProblem(error: FastifyError): Problem {
  if (error instanceof Problem) return error
  if (error.validation) return invalid(error)
  switch (error.code) {
    case 'FST_ERR_CTP_BODY_TOO_LARGE':
      return new Problem('too-large', 'The body is larger than this endpoint takes.')
    case 'FST_ERR_CTP_INVALID_MEDIA_TYPE':
      return new Problem('unsupported-media-type', 'Send the body as application/json.')
    case 'FST_ERR_CTP_EMPTY_JSON_BODY':
      return new Problem('invalid-json', 'The content type is JSON but the body is empty.')
    default:
  }
  if (isStoreDown(error)) return new Problem('unavailable', 'The store cannot be reached. Try again shortly.')
  const { statusCode } = error
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500)
    return new Problem('invalid-request', error.message)
  return new Problem(
    'internal',
    'The error has been logged. Try again; if it stays, report it with the time of the request.',
  )
}

/** A body of a megabyte can contain a hundred thousand errors. The answer lists the first of them. */
const ERRORS_MAX = 30

function invalid({ validation = [], validationContext = 'body' }: FastifyError): Problem {
  const errors = validation.slice(0, ERRORS_MAX).map(toFieldError)
  const summary = errors.map(({ field, message }) => `${field} ${message}`).join('; ')
  const rest = validation.length - errors.length
  const more = rest > 0 ? ` And ${rest} more like these.` : ''
  return new Problem('invalid-request', `In the ${validationContext}: ${summary}.${more}`, errors)
}

type Fault = NonNullable<FastifyError['validation']>[number]

function toFieldError({ instancePath, message = 'is not valid', params }: Fault): FieldError {
  const name = params['missingProperty'] ?? params['additionalProperty'] ?? params['tag']
  const field = name === undefined ? instancePath : `${instancePath}/${String(name)}`
  const allowed = params['allowedValues']
  const values = Array.isArray(allowed) ? `: ${allowed.join(', ')}` : ''
  return { field: field === '' ? '/' : cut(field), message: cut(message + values) }
}

/** The sender chooses the names of fields. They can be as long as the body. */
const TEXT_LENGTH_MAX = 300
const cut = (text: string): string =>
  text.length > TEXT_LENGTH_MAX ? `${text.slice(0, TEXT_LENGTH_MAX)}…` : text
