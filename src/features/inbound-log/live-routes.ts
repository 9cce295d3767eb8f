import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import type { Clock } from '../../lib/clock.ts'
import { MINUTE_MS } from '../../lib/duration.ts'
import { isId } from '../../lib/id.ts'
import { type Loop, startLoop } from '../../lib/loop.ts'
import type { Signal } from '../../lib/signal.ts'
import { type Access, guardOrg } from '../../runtime/catalog/access.ts'
import { watchSession } from '../../runtime/catalog/sessions.ts'
import type { Database } from '../../runtime/db/session.ts'
import { type EventStream, openEventStream } from '../../runtime/http/event-stream.ts'
import { Problem, problemResponses } from '../../runtime/http/problem.ts'
import { createTail, type Tail } from './follow.ts'
import { OrgParams } from './schema.ts'
import { type FixOf, showRequests } from './show.ts'
import { loadArrivedSince, loadSummaries } from './store.ts'

export interface LiveServices {
  readonly access: Access
  readonly db: Database
  readonly clock: Clock
  readonly fixOf: FixOf
  /** Tells that something has arrived in this process. */
  readonly arrived: Pick<Signal, 'listen'>
}

/** Open streams of one organisation in this process. */
const STREAMS_MAX = 10
/** Other processes' calls are looked for this often. */
const LOOK_MS = 1_000
/** New calls usually are processed within this time. */
const COLLECT_MS = 250
const AFTER_ERROR_MS = 2_000
/** Then the listener comes back by itself, and shows its key again. */
const STREAM_MAX_MS = 30 * MINUTE_MS

const Headers = Type.Object({
  'last-event-id': Type.Optional(
    Type.String({
      maxLength: 100,
      description: 'Id of the last message that you received. The stream starts with the messages after it.',
    }),
  ),
})

const Live = {
  description:
    'Server-sent events. `request`: a call as in the list, on arrival and again after processing. ' +
    '`skipped`: {"count"} of calls left out because there were too many. Comments keep the connection open.',
  content: { 'text/event-stream': { schema: Type.String() } },
}

export const liveRoutes: FastifyPluginAsyncTypebox<LiveServices> = async (app, services) => {
  const { access, db, clock, fixOf, arrived } = services
  guardOrg(app, access, { scope: 'manage', change: 'operate' })

  const open = new Map<EventStream, { readonly orgId: number; readonly loop: Loop }>()
  // Before the server waits for its connections to end: these never do by themselves.
  app.addHook('preClose', async () => {
    const streams = [...open]
    for (const [stream] of streams) stream.close()
    await Promise.all(streams.map(([, { loop }]) => loop.stop()))
  })

  app.get(
    '/orgs/:org/requests/live',
    {
      exposeHeadRoute: false,
      schema: {
        operationId: 'followRequests',
        'x-problems': ['too-many-requests'],
        summary: 'Follow webhook calls as they arrive',
        tags: ['ingest'],
        params: OrgParams,
        headers: Headers,
        response: { 200: Live, ...problemResponses },
      },
    },
    async (request, reply) => {
      const { org, headers } = request
      const mark = markOf(headers['last-event-id'])
      if ([...open.values()].filter(({ orgId }) => orgId === org.id).length >= STREAMS_MAX)
        throw new Problem(
          'too-many-requests',
          `This organisation has ${STREAMS_MAX} open streams already. Close one of them.`,
        )
      const source = {
        idsSince: (since: Date, limit: number) => loadArrivedSince(db, org.id, since, limit),
        load: async (ids: readonly string[]) =>
          showRequests(db, org.id, fixOf, await loadSummaries(db, org.id, {}, [], ids.length, ids)),
      }
      const tail = createTail(source, mark, clock())
      const stream = openEventStream(() => {
        unlisten()
        unwatch()
        open.delete(stream)
        clearTimeout(ending)
        void loop.stop()
      })
      const loop = startLoop(
        () => tell(tail, stream),
        error => {
          app.log.error({ err: error, org: org.slug }, 'a live tail could not be read and is tried again')
          return AFTER_ERROR_MS
        },
      )
      const unlisten = arrived.listen(loop.wake)
      const unwatch = watchSession(access.sessions, request, stream.close)
      const ending = setTimeout(stream.close, STREAM_MAX_MS).unref()
      open.set(stream, { orgId: org.id, loop })
      return reply
        .header('content-type', 'text/event-stream')
        .header('cache-control', 'no-store')
        .header('x-accel-buffering', 'no')
        .send(stream.body as never)
    },
  )
}

/** @throws Problem invalid-request when it is none that a stream gave out */
function markOf(header: string | undefined): string | undefined {
  if (header === undefined || header === '') return undefined
  if (isId(header)) return header.toLowerCase()
  throw new Problem(
    'invalid-request',
    'Last-Event-ID is not an id of this stream. Leave it out to start with new calls.',
    [{ field: '/last-event-id', message: 'is not an id of this stream' }],
  )
}

async function tell(tail: Tail, stream: EventStream): Promise<number> {
  if (stream.isClosed) return LOOK_MS
  const { told, skipped } = await tail.look()
  if (skipped > 0) await stream.send('skipped', { count: skipped })
  for (const { request, mark } of told) await stream.send('request', request, mark)
  await sleep(COLLECT_MS)
  return LOOK_MS - COLLECT_MS
}
