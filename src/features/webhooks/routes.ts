import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { type Static, Type } from 'typebox'
import { CustomEvent } from '../../core/platforms/custom/payload.ts'
import { PLATFORM_SLUGS } from '../../core/platforms/index.ts'
import type { Platform } from '../../core/platforms/platform.ts'
import type { Clock } from '../../lib/clock.ts'
import type { Org } from '../../runtime/catalog/catalog.ts'
import { type Access, findOrgOf } from '../../runtime/catalog/enter.ts'
import { holderOf, presentedKey } from '../../runtime/http/api-key.ts'
import { Problem, problemResponses } from '../../runtime/http/problem.ts'
import { keepRawBodies, refuseCoding } from '../../runtime/http/reading/body.ts'
import { codingsOf, decodeContent } from '../../runtime/http/reading/content-coding.ts'
import { singleHeaders } from './headers.ts'
import { type Door, receive } from './receive.ts'

export interface WebhookServices {
  readonly access: Access
  readonly door: Door
  readonly findPlatform: (slug: string) => Platform | undefined
  readonly clock: Clock
  readonly bodyLimitBytes: number
  /** Refuses events above the quota of an organisation. */
  readonly quota: (org: Org, what: 'events') => Promise<void> | undefined
}

const Params = Type.Object({
  platform: Type.String({ description: PLATFORM_SLUGS, examples: ['events'] }),
  org: Type.String({ description: 'Slug of the organisation.' }),
})

const Stored = Type.Object(
  {
    status: Type.Literal('ok'),
    request_id: Type.String({ description: 'Id of the stored call in the inbound log.' }),
  },
  { title: 'StoredCall' },
)

const Batch = Type.Array(CustomEvent)

/** For the API document only: Parley stores any body as it is. */
const Body = Type.Union([CustomEvent, Batch, Type.Object({ events: Batch }), Type.Object({ batch: Batch })], {
  description:
    'For `events`: one event, several as an array, one a line, or in a list named `events`, `batch` or `data`; also a form. For other platforms: ' +
    'the body as the platform sends it.',
})

const NO_BODY = new Uint8Array()

export const webhookRoutes: FastifyPluginAsyncTypebox<WebhookServices> = async (app, services) => {
  const { access, door, findPlatform, clock, bodyLimitBytes, quota } = services
  keepRawBodies(app)
  app.post(
    '/api/webhook/:platform/:org',
    {
      bodyLimit: bodyLimitBytes,
      schema: {
        operationId: 'receiveWebhook',
        'x-problems': ['webhook-refused', 'platform-not-found', 'too-many-requests'],
        summary: 'Report events',
        description:
          'Accepts any body. Parley stores an authenticated call before it answers and processes it afterwards. ' +
          'An unreadable call is stored with a reason and can be replayed.',
        tags: ['ingest'],
        params: Params,
        'x-request-body': Body,
        response: { 200: Stored, ...problemResponses },
      },
    },
    report,
  )

  // Some senders are set to another method. They mean the same.
  app.route({
    method: ['PUT', 'PATCH'],
    url: '/api/webhook/:platform/:org',
    bodyLimit: bodyLimitBytes,
    schema: { hide: true, params: Params },
    handler: report,
  })

  async function report(request: FastifyRequest<{ Params: Static<typeof Params> }>, reply: FastifyReply) {
    const { catalog, admission } = access
    const org = await findOrgOf(request, catalog, admission, request.params.org)
    const platform = findPlatform(request.params.platform)
    if (!platform)
      throw new Problem(
        'platform-not-found',
        `There is no platform "${request.params.platform}". See /docs for the list.`,
      )
    const holder = holderOf(presentedKey(request.headers), 'ingest', {
      adminKeyHash: access.adminKeyHash,
      keys: org.keys,
      clock,
    })
    if (holder) access.keyUses.seen(org, holder, request, request.params.org)
    else access.keyUses.calledBy(org, request.params.org, platform.name)
    const headers = singleHeaders({ ...request.headers, 'content-type': request.sentContentType })
    const inbound = {
      ...(await readWire(request, bodyLimitBytes)),
      headers,
      query: request.query as Record<string, string>,
      address: request.ip,
      hasIngestKey: holder !== undefined,
    }
    // Only proved calls count, so that forged ones leave the organisation's limit alone.
    const admit = async (): Promise<void> => {
      const refusal = admission.admit({ scope: 'ingest', org, actor: holder }, reply)
      if (refusal !== undefined) throw refusal
      await quota(org, 'events')
    }
    try {
      return {
        status: 'ok' as const,
        request_id: await receive(door, org, platform, inbound, clock(), admit),
      }
    } catch (error) {
      const isForged = error instanceof Problem && error.code === 'webhook-refused'
      throw (isForged ? admission.refused(request.ip, org) : undefined) ?? error
    }
  }
}

/**
 * The body, decompressed. A body that cannot be decompressed is kept as it came: the log says what is wrong with it.
 * @throws Problem too-large
 */
async function readWire({ body, headers }: FastifyRequest, bytesMax: number) {
  const wireBody = body instanceof Uint8Array ? body : NO_BODY
  const header = headers['content-encoding']
  const codings = codingsOf(header)
  if (codings.length === 0) return { body: wireBody }
  const decoded = await decodeContent(wireBody, codings, bytesMax)
  if (decoded.ok) return { body: decoded.value, wireBody }
  if (decoded.reason === 'too-large') throw refuseCoding('too-large', header ?? '')
  return { body: wireBody }
}
