import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import type { Clock } from '../../lib/clock.ts'
import type { Configuration } from '../../runtime/catalog/change.ts'
import { requirePermission } from '../../runtime/catalog/sessions.ts'
import { createApiKey, type Scope } from '../../runtime/http/api-key.ts'
import { pageOf, readCursor, toPage } from '../../runtime/http/page.ts'
import { Problem, problemResponses } from '../../runtime/http/problem.ts'
import { deleteKey, insertKey, listKeys } from './key-store.ts'
import { KeyBody, KeyParams, KeyView, ListQuery, NewKeyView, OrgParams } from './schema.ts'

export const keyRoutes: FastifyPluginAsyncTypebox<{ configuration: Configuration; clock: Clock }> = async (
  app,
  { configuration, clock },
) => {
  const about = { tags: ['keys'], params: OrgParams }

  app.post(
    '/orgs/:org/keys',
    {
      schema: {
        ...about,
        operationId: 'createKey',
        summary: 'Create an API key; the answer shows it only once',
        description: 'Only admins create keys with the scope `manage`.',
        body: KeyBody,
        response: { 201: NewKeyView, ...problemResponses },
      },
    },
    async ({ org, actor, body: { name, scopes } }, reply) => {
      if (scopes.includes('manage')) requirePermission(actor.role, 'administer')
      const { key, id, secretHash } = createApiKey()
      const made = await insertKey(configuration, org, { id, name: name.trim(), scopes, secretHash }, clock())
      return reply.status(201).send({ ...show(made), key })
    },
  )

  app.get(
    '/orgs/:org/keys',
    {
      schema: {
        ...about,
        operationId: 'listKeys',
        summary: 'List API keys without their secrets',
        querystring: ListQuery,
        response: { 200: pageOf(KeyView), ...problemResponses },
      },
    },
    async ({ org, query: { cursor, limit } }) => {
      const rows = await listKeys(configuration.db, org, readCursor(cursor), limit + 1)
      return toPage(rows, limit, ({ id }) => id, show)
    },
  )

  app.delete(
    '/orgs/:org/keys/:id',
    {
      schema: {
        ...about,
        operationId: 'deleteKey',
        'x-problems': ['not-found'],
        summary: 'Revoke an API key',
        description: 'Only admins revoke keys with the scope `manage`.',
        params: KeyParams,
        response: { 204: Type.Null(), ...problemResponses },
      },
    },
    async ({ org, actor, params: { id } }, reply) => {
      if (org.keys.get(id)?.scopes.includes('manage')) requirePermission(actor.role, 'administer')
      const gone = await deleteKey(configuration, org, id)
      if (!gone) throw new Problem('not-found', `There is no key "${id}" in this organisation.`)
      return reply.status(204).send(null)
    },
  )
}

interface StoredKeyRow {
  readonly id: string
  readonly name: string
  readonly scopes: readonly string[]
  readonly created_at: Date
}

const show = ({ id, name, scopes, created_at }: StoredKeyRow) => ({
  id,
  name,
  scopes: scopes as Scope[],
  created_at: created_at.toISOString(),
})
