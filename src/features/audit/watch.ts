import type { FastifyInstance, FastifyReply, FastifyRequest, HTTPMethods } from 'fastify'
import type { Clock } from '../../lib/clock.ts'
import type { Database } from '../../runtime/db/session.ts'
import { ipPrefix } from '../../runtime/http/ip-prefix.ts'
import { changesBetween, namesOf } from './changes.ts'
import { parse, type Reading, readAfter, readBefore, shapeOf } from './read.ts'
import { idOf, templateOf } from './representation.ts'
import { dropEntry, finishEntry, insertOnce, insertStarted, type NewEntry } from './store.ts'
import { isManaged, type Subject, subjectOf } from './subject.ts'

declare module 'fastify' {
  interface FastifySchema {
    /** A call that changes nothing, although its method is not GET, leaves no row in the audit log. */
    readonly 'x-changes-nothing'?: true
  }
  interface FastifyRequest {
    /** The row of this call in the audit log, while the call runs. */
    auditTrail: Trail | null
  }
}

interface Trail {
  readonly id: string
  readonly subject: Subject
  readonly before: unknown
}

export interface Watching {
  readonly db: Database
  readonly clock: Clock
}

/**
 * Lets every change through the management API leave a row in the audit log. The row is written before the change, so
 * that a change without a row is impossible, and completed before the answer. It shows the difference between what GET
 * answers before and after, asked as the same caller; a change by somebody else in that moment appears in both rows.
 *
 * Call it before the routes are added: it puts its hooks on the routes concerned, and costs the others nothing.
 */
export function watchChanges(app: FastifyInstance, watching: Watching): void {
  const readable = new Set<string>()
  app.decorateRequest('auditTrail', null)
  app.addHook('onRoute', route => {
    const { url: pattern, schema, method } = route
    if (!isManaged(pattern)) return
    if (includes(method, 'GET')) readable.add(shapeOf(pattern))
    const action = schema?.operationId
    if (
      !CHANGING.some(name => includes(method, name)) ||
      action === undefined ||
      schema?.['x-changes-nothing']
    )
      return
    const creates = isObject(schema?.response) && '201' in schema.response
    const about = { app, watching, readable, pattern, action, creates }
    route.preHandler = [...listOf(route.preHandler), request => begin(about, request)]
    route.onSend = [
      ...listOf(route.onSend),
      async (request, reply, payload) => {
        await end(about, request, reply, payload).catch(error =>
          request.log.error({ err: error, action }, 'a row of the audit log could not be completed'),
        )
        return payload
      },
    ]
  })
}

const CHANGING = ['POST', 'PUT', 'PATCH', 'DELETE'] as const
const includes = (method: HTTPMethods | HTTPMethods[], name: string): boolean =>
  Array.isArray(method) ? method.includes(name) : method === name
const listOf = <Item>(given: Item | Item[] | undefined): Item[] =>
  given === undefined ? [] : Array.isArray(given) ? given : [given]
const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null

interface About extends Reading {
  readonly watching: Watching
  readonly action: string
  readonly creates: boolean
}

async function begin(about: About, request: FastifyRequest): Promise<void> {
  const subject = subjectFor(about, request)
  const before = await readBefore(about, request, subject)
  const { db, clock } = about.watching
  const id = await insertStarted(db, entryOf(about, request, subject), clock())
  request.auditTrail = { id, subject, before }
}

async function end(
  about: About,
  request: FastifyRequest,
  reply: FastifyReply,
  payload: unknown,
): Promise<void> {
  const { db, clock } = about.watching
  const trail = request.auditTrail
  const { statusCode } = reply
  if (trail === null) {
    if (statusCode === FORBIDDEN && isSensitive(request))
      await insertOnce(
        db,
        entryOf(about, request, subjectFor(about, request)),
        { state: 'refused', status: statusCode },
        clock(),
      )
    return
  }
  request.auditTrail = null
  const { id, subject, before } = trail
  if (statusCode >= 400 && statusCode < 500) return dropEntry(db, id)
  const answer = statusCode < 400 ? parse(payload) : null
  const objectId = subject.id ?? idOf(answer)
  const after = statusCode < 400 ? await readAfter(about, request, subject, answer, objectId) : null
  await finishEntry(db, id, {
    ...(statusCode < 400 ? changesBetween(before, after) : { before: null, after: null }),
    state: statusCode < 400 ? 'done' : 'failed',
    status: statusCode,
    objectId,
    templateId: subject.type === 'template' ? objectId : (templateOf(answer) ?? templateOf(before)),
    orgSlug: subject.type === 'organisation' ? objectId : null,
  })
}

const FORBIDDEN = 403

/** Whether a refusal is worth a row: somebody known tried what only engineers or admins may do. */
const isSensitive = ({ org, actor, routeOptions: { config } }: FastifyRequest): boolean =>
  org !== undefined && actor !== undefined && ['operate', 'administer'].includes(config.permission ?? '')

const subjectFor = ({ pattern, creates }: About, { method, params }: FastifyRequest): Subject =>
  subjectOf({ method, pattern, creates }, params as Record<string, string>)

const entryOf = ({ action }: About, request: FastifyRequest, subject: Subject): NewEntry => ({
  orgId: request.org?.id,
  actor: request.actor,
  action,
  object: { type: subject.type, id: subject.id },
  templateId: subject.templateId,
  fields: namesOf(request.body),
  ipPrefix: ipPrefix(request.ip),
})
