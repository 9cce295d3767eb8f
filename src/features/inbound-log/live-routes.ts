import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import type { Clock } from '../../lib/clock.ts'
import { MINUTE_MS, SECOND_MS } from '../../lib/duration.ts'
import { isId } from '../../lib/id.ts'
import { type Loop, startLoop } from '../../lib/loop.ts'
import type { Signal } from '../../lib/signal.ts'
import { type Access, guardOrg } from '../../runtime/catalog/access.ts'
import type { Org } from '../../runtime/catalog/catalog.ts'
import { watchSession } from '../../runtime/catalog/sessions.ts'
import type { Actor } from '../../runtime/http/actor.ts'
import { type EventStream, openEventStream } from '../../runtime/http/event-stream.ts'
import { OrgParams } from '../../runtime/http/fields.ts'
import { Problem, problemResponses } from '../../runtime/http/problem.ts'
import { createTail, SHOWN_MAX, type Tail } from './follow.ts'
import { LiveQuery } from './schema.ts'
import { type Showing, withName } from './show.ts'
import { summariseRequests } from './summary/store.ts'
import { sourceOf } from './tail-source.ts'

export interface LiveServices extends Showing {
  readonly access: Access
  readonly clock: Clock
  /** Tells that something has arrived in this process. */
  readonly arrived: Pick<Signal, 'listen'>
}

/** Open streams of one person or key in this process. */
const STREAMS_MAX = 3
/** Other processes' calls are looked for this often. */
const LOOK_MS = 1_000
/** New calls usually are processed within this time. */
const COLLECT_MS = 250
const AFTER_ERROR_MS = 2_000
const COUNTS_MS = 2 * SECOND_MS
/** Then the listener comes back by itself, and shows its key or session again. */
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
    '`skipped`: {"count", "every"} of calls left out because there were too many; only every n-th was sent. ' +
    '`counts`: the summary of the last hour as of `GET /requests/summary`, every two seconds while it changes. ' +
    'Comments keep the connection open.',
  content: { 'text/event-stream': { schema: Type.String() } },
}

interface Open {
  readonly actor: Actor
  readonly loops: readonly Loop[]
}

export const liveRoutes: FastifyPluginAsyncTypebox<LiveServices> = async (app, services) => {
  const { access, db, clock, handles, arrived } = services
  guardOrg(app, access, { scope: 'manage', change: 'operate' })

  const open = new Map<EventStream, Open>()
  // Before the server waits for its connections to end: these never do by themselves.
  app.addHook('preClose', async () => {
    const streams = [...open]
    for (const [stream] of streams) stream.close()
    await Promise.all(streams.flatMap(([, { loops }]) => loops.map(loop => loop.stop())))
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
        querystring: LiveQuery,
        headers: Headers,
        response: { 200: Live, ...problemResponses },
      },
    },
    async (request, reply) => {
      const { org, headers, query, actor } = request
      const mark = markOf(headers['last-event-id'])
      requireRoom(open, actor)
      const tail = createTail(sourceOf(services, org.id, withName(handles, org.id, query)), mark, clock())
      const stream = openEventStream(() => {
        unlisten()
        unwatch()
        open.delete(stream)
        clearTimeout(ending)
        for (const loop of loops) void loop.stop()
      })
      const onError = (error: unknown) => {
        app.log.error({ err: error, org: org.slug }, 'a live tail could not be read and is tried again')
        return AFTER_ERROR_MS
      }
      const tailLoop = startLoop(() => tell(tail, stream), onError)
      const counts = countsTeller(stream, () => summarise(org, query.platform))
      const loops = [tailLoop, startLoop(counts, onError)]
      const unlisten = arrived.listen(tailLoop.wake)
      const unwatch = watchSession(access.sessions, request, stream.close)
      const ending = setTimeout(stream.close, STREAM_MAX_MS).unref()
      open.set(stream, { actor, loops })
      return reply
        .header('content-type', 'text/event-stream')
        .header('cache-control', 'no-store')
        .header('x-accel-buffering', 'no')
        .send(stream.body as never)
    },
  )

  const summarise = (org: Org, platform: string | undefined) =>
    summariseRequests(
      db,
      org.id,
      { interval: 'minute', ...(platform === undefined ? {} : { platform }) },
      clock(),
    )
}

/** @throws Problem too-many-requests */
function requireRoom(open: ReadonlyMap<EventStream, Open>, { kind, id }: Actor): void {
  const own = [...open.values()].filter(({ actor }) => actor.kind === kind && actor.id === id)
  if (own.length < STREAMS_MAX) return
  throw new Problem(
    'too-many-requests',
    `You have ${STREAMS_MAX} open streams already. Close one of them, such as another window.`,
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
  const { told, skipped, every } = await tail.look()
  if (skipped > 0) await stream.send('skipped', { count: skipped, every })
  for (const { request, mark } of told) await stream.send('request', request, mark)
  // One look reports at most as many calls as a second may have.
  await sleep(told.length * (LOOK_MS / COLLECT_MS) > SHOWN_MAX ? LOOK_MS : COLLECT_MS)
  return LOOK_MS - COLLECT_MS
}

/** Sends the counts while they change. */
function countsTeller(stream: EventStream, load: () => Promise<unknown>): () => Promise<number> {
  let last = ''
  return async () => {
    if (stream.isClosed) return COUNTS_MS
    const counts = await load()
    const text = JSON.stringify(counts)
    if (text !== last) await stream.send('counts', counts)
    last = text
    return COUNTS_MS
  }
}
