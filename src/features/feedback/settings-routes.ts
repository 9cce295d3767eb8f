import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { createId, isId } from '../../lib/id.ts'
import type { Org } from '../../runtime/catalog/catalog.ts'
import { OrgParams } from '../../runtime/http/fields.ts'
import { readCursor, toPage } from '../../runtime/http/page.ts'
import { problemResponses } from '../../runtime/http/problem.ts'
import { countDeliveries } from './deliveries/count-store.ts'
import {
  IdParams,
  ListQuery,
  NewWebhookView,
  RotatedView,
  RotationBody,
  WebhookBody,
  WebhookPage,
  WebhookPatch,
  WebhookView,
} from './schema.ts'
import type { FeedbackServices } from './services.ts'
import { createSigningSecret } from './sign.ts'
import { changeOf, contentOf, rotationOf } from './webhook-input.ts'
import {
  deleteWebhook,
  findWebhook,
  insertWebhook,
  type StoredWebhook,
  updateWebhook,
} from './webhook-store.ts'
import { showWebhook } from './webhook-view.ts'

/** Feedback webhooks and their settings. */
export const settingsRoutes: FastifyPluginAsyncTypebox<FeedbackServices> = async (app, services) => {
  const { configuration, clock, vault } = services
  const { db } = configuration
  const tags = ['feedback webhooks']
  const one = { tags, params: IdParams, response: { 200: WebhookView, ...problemResponses } }

  async function show({ id: orgId }: Org, rows: readonly StoredWebhook[]): Promise<WebhookView[]> {
    const counts = await countDeliveries(
      db,
      orgId,
      rows.map(({ id }) => id),
    )
    return rows.map(row => showWebhook(row, counts.get(row.id) ?? NONE, clock()))
  }
  const showOne = async (org: Org, row: StoredWebhook): Promise<WebhookView> =>
    (await show(org, [row]))[0] as WebhookView

  app.post(
    '/orgs/:org/feedback-webhooks',
    {
      schema: {
        operationId: 'createFeedbackWebhook',
        'x-problems': ['already-exists', 'unprocessable'],
        summary: 'Create a feedback webhook',
        description:
          'Each sandbox has at most one, unless `several_feedback_webhooks` of the organisation is true.',
        tags,
        params: OrgParams,
        body: WebhookBody,
        response: { 201: NewWebhookView, ...problemResponses },
      },
    },
    async ({ org, body }, reply) => {
      const now = clock()
      const secret = createSigningSecret()
      const content = await contentOf(body, services)
      const given = {
        ...content,
        id: createId(now.getTime()),
        sandbox: body.sandbox,
        secret: vault.seal(secret),
      }
      const row = await insertWebhook(configuration, org, given, now)
      return reply.status(201).send({ ...(await showOne(org, row)), secret })
    },
  )

  app.get(
    '/orgs/:org/feedback-webhooks',
    {
      schema: {
        operationId: 'listFeedbackWebhooks',
        summary: 'List feedback webhooks, oldest first',
        tags,
        params: OrgParams,
        querystring: ListQuery,
        response: { 200: WebhookPage, ...problemResponses },
      },
    },
    async ({ org, query: { cursor, limit } }) => {
      const last = readCursor(cursor, isId)
      const rows = await db.kysely
        .selectFrom('feedback_webhooks')
        .selectAll()
        .where('org_id', '=', org.id)
        .$if(last !== '', select => select.where('id', '>', last))
        .orderBy('id')
        .limit(limit + 1)
        .execute()
      const { next_cursor } = toPage(
        rows,
        limit,
        ({ id }) => id,
        row => row,
      )
      return { items: await show(org, rows.slice(0, limit)), next_cursor }
    },
  )

  app.get(
    '/orgs/:org/feedback-webhooks/:id',
    {
      schema: {
        ...one,
        operationId: 'getFeedbackWebhook',
        'x-problems': ['not-found'],
        summary: 'Get a feedback webhook with its health',
      },
    },
    async ({ org, params: { id } }) => showOne(org, await findWebhook(db.kysely, org.id, id)),
  )

  app.patch(
    '/orgs/:org/feedback-webhooks/:id',
    {
      schema: {
        ...one,
        operationId: 'updateFeedbackWebhook',
        'x-problems': ['not-found', 'unprocessable'],
        summary: 'Change, pause or resume a feedback webhook; absent fields stay unchanged',
        body: WebhookPatch,
      },
    },
    async ({ org, params: { id }, body }) => {
      // Looking up names takes its time, and changes of an organisation wait for each other.
      const present = await findWebhook(db.kysely, org.id, id)
      const change = await changeOf(body, present, services)
      return showOne(org, await updateWebhook(configuration, org, id, async () => change, clock()))
    },
  )

  app.delete(
    '/orgs/:org/feedback-webhooks/:id',
    {
      schema: {
        tags,
        params: IdParams,
        operationId: 'deleteFeedbackWebhook',
        'x-problems': ['not-found'],
        summary: 'Delete a feedback webhook with all its deliveries',
        response: { 204: { type: 'null', description: 'Deleted.' }, ...problemResponses },
      },
    },
    async ({ org, params: { id } }, reply) => {
      await deleteWebhook(configuration, org, id)
      return reply.status(204).send(null)
    },
  )

  app.post(
    '/orgs/:org/feedback-webhooks/:id/rotate-secret',
    {
      schema: {
        tags,
        params: IdParams,
        body: RotationBody,
        operationId: 'rotateFeedbackSecret',
        'x-problems': ['not-found'],
        summary: 'Create a new signing secret; the previous one stays valid for a while',
        response: { 200: RotatedView, ...problemResponses },
      },
    },
    async ({ org, params: { id }, body }) => {
      const now = clock()
      const secret = createSigningSecret()
      const seconds = body?.previous_valid_seconds ?? 86_400
      const row = await updateWebhook(
        configuration,
        org,
        id,
        async present => ({ secrets: rotationOf(present, vault.seal(secret), seconds, now) }),
        now,
      )
      return { secret, previous_secret_valid_until: row.previous_until?.toISOString() ?? null }
    },
  )
}

const NONE = { waiting: 0, failed: 0 }
