import { setTimeout as sleep } from 'node:timers/promises'
import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import type { Clock } from '../../lib/clock.ts'
import { MINUTE_MS } from '../../lib/duration.ts'
import { isId } from '../../lib/id.ts'
import { type Loop, startLoop } from '../../lib/loop.ts'
import type { Signal } from '../../lib/signal.ts'
import { type Access, guardOrg } from '../../runtime/catalog/access.ts'
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

/** What this process has open at once for one organisation. */
const STREAMS_MAX = 10
/** Other processes' calls are looked for this often. */
const LOOK_MS = 1_000
/** What has just arrived is given this long to be read. */
const COLLECT_MS = 250
const AFTER_ERROR_MS = 2_000
/** Then the listener comes back by itself, and shows its key again. */
const STREAM_MAX_MS = 30 * MINUTE_MS

const Headers = Type.Object({
  'last-event-id': Type.Optional(
    Type.String({
      maxLength: 100,
      description: 'The id of the last message that was heard: what came after it is told first.',
    }),
  ),
})

const Live = {
  description:
    'Server-sent events. `request`: a call as in the list, when it arrives and again when it has been read. ' +
    '`skipped`: {"count"} of calls that were too many to be told of. Comments keep the line open.',
  content: { 'text/event-stream': { schema: Type.String() } },
}

export const liveRoutes: FastifyPluginAsyncTypebox<LiveServices> = async (app, services) => {
  const { access, db, clock, fixOf, arrived } = services
  guardOrg(app, access, 'manage')

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
        summary: 'Webhook calls as they arrive, without end',
        tags: ['ingest'],
        params: OrgParams,
        headers: Headers,
        response: { 200: Live, ...problemResponses },
      },
    },
    async ({ org, headers }, reply) => {
      const mark = markOf(headers['last-event-id'])
      if ([...open.values()].filter(({ orgId }) => orgId === org.id).length >= STREAMS_MAX)
        throw new Problem(
          'too-many-requests',
          `There are ${STREAMS_MAX} listeners to this organisation already. Close one of them.`,
        )
      const source = {
        idsSince: (since: Date, limit: number) => loadArrivedSince(db, org.id, since, limit),
        load: async (ids: readonly string[]) =>
          showRequests(db, org.id, fixOf, await loadSummaries(db, org.id, {}, [], ids.length, ids)),
      }
      const tail = createTail(source, mark, clock())
      const stream = openEventStream(() => {
        unlisten()
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
    'Last-Event-ID is not one of this stream. Leave it out to begin with now.',
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
