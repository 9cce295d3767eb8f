import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import type { Clock } from '../../lib/clock.ts'
import { HOUR_MS } from '../../lib/duration.ts'
import type { Configuration } from '../../runtime/catalog/change.ts'
import { requireGrant } from '../../runtime/catalog/grants.ts'
import { requirePermission } from '../../runtime/catalog/sessions.ts'
import { createApiKey } from '../../runtime/http/api-key.ts'
import { OrgParams } from '../../runtime/http/fields.ts'
import { pageOf, readCursor, toPage } from '../../runtime/http/page.ts'
import type { Scope } from '../../runtime/http/permission.ts'
import { Problem, problemResponses } from '../../runtime/http/problem.ts'
import { unprocessable } from '../../runtime/http/unprocessable.ts'
import { KeyBody, KeyParams, KeyView, NewKeyView, RotationBody } from './key-schema.ts'
import { deleteKey, insertKey, listKeys, readKey, rotateKey, type StoredKeyRow } from './key-store.ts'
import type { OrgKey } from './org-key.ts'
import { ListQuery } from './schema.ts'

export const keyRoutes: FastifyPluginAsyncTypebox<{ configuration: Configuration; clock: Clock }> = async (
  app,
  { configuration, clock },
) => {
  const { db } = configuration
  const about = { tags: ['keys'], params: OrgParams }
  const requireStored = async (org: OrgKey, id: string): Promise<StoredKeyRow> => {
    const row = await readKey(db, org, id)
    if (!row) throw missing(id)
    return row
  }
  const ofOne = { tags: ['keys'], 'x-problems': ['not-found'], params: KeyParams } as const

  app.post(
    '/orgs/:org/keys',
    {
      schema: {
        ...about,
        operationId: 'createKey',
        'x-problems': ['unprocessable', 'quota-reached'],
        summary: 'Create an API key; the answer shows it only once',
        description:
          'Only admins create keys with the scope `manage`. A key creates only keys with scopes that it has itself.',
        body: KeyBody,
        response: { 201: NewKeyView, ...problemResponses },
      },
    },
    async ({ org, actor, body: { name, scopes, expires_at, calls_per_minute } }, reply) => {
      requireGrant(actor, scopes)
      const now = clock()
      const expiresAt = expires_at === undefined ? null : new Date(expires_at)
      if (expiresAt !== null && expiresAt <= now)
        throw unprocessable({ field: '/expires_at', message: 'Must be in the future.' })
      const created = createApiKey()
      const key = {
        created,
        name: name.trim(),
        scopes,
        createdBy: actor.name,
        expiresAt,
        callsPerMinute: calls_per_minute ?? null,
      }
      const made = await insertKey(configuration, org, key, now)
      return reply.status(201).send({ ...show(made, now), key: created.key })
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
      const now = clock()
      const rows = await listKeys(db, org, readCursor(cursor), limit + 1)
      return toPage(
        rows,
        limit,
        ({ id }) => id,
        row => show(row, now),
      )
    },
  )

  app.get(
    '/orgs/:org/keys/:id',
    {
      schema: {
        ...ofOne,
        operationId: 'getKey',
        summary: 'Get an API key without its secret',
        response: { 200: KeyView, ...problemResponses },
      },
    },
    async ({ org, params: { id } }) => show(await requireStored(org, id), clock()),
  )

  app.post(
    '/orgs/:org/keys/:id/rotate',
    {
      schema: {
        ...ofOne,
        operationId: 'rotateKey',
        summary: 'Replace the secret of an API key; the answer shows it only once',
        description:
          'Name, scopes and expiry stay. A key that an earlier rotation has replaced stops at once. Only admins rotate keys with the scope `manage`. A key rotates only keys with scopes that it has itself.',
        body: RotationBody,
        response: { 200: NewKeyView, ...problemResponses },
      },
    },
    async ({ org, actor, params: { id }, body: { overlap_hours } }) => {
      requireGrant(actor, scopesOf(await requireStored(org, id)))
      const now = clock()
      const created = createApiKey(id)
      const until = new Date(now.getTime() + overlap_hours * HOUR_MS)
      const rotated = await rotateKey(configuration, org, created, until)
      if (!rotated) throw missing(id)
      return { ...show(rotated, now), key: created.key }
    },
  )

  app.delete(
    '/orgs/:org/keys/:id',
    {
      schema: {
        ...ofOne,
        operationId: 'deleteKey',
        summary: 'Revoke an API key',
        description: 'Only admins revoke keys with the scope `manage`.',
        response: { 204: Type.Null(), ...problemResponses },
      },
    },
    async ({ org, actor, params: { id } }, reply) => {
      if (scopesOf(await requireStored(org, id)).includes('manage'))
        requirePermission(actor.role, 'administer')
      if (!(await deleteKey(configuration, org, id))) throw missing(id)
      return reply.status(204).send(null)
    },
  )
}

const missing = (id: string) => new Problem('not-found', `There is no key "${id}" in this organisation.`)

const scopesOf = ({ scopes }: StoredKeyRow): readonly Scope[] => scopes as Scope[]

const show = (row: StoredKeyRow, now: Date): KeyView => ({
  id: row.id,
  name: row.name,
  scopes: [...scopesOf(row)],
  prefix: `parley_${row.id}_`,
  last_four: row.last_four,
  created_at: row.created_at.toISOString(),
  created_by: row.created_by,
  expires_at: row.expires_at?.toISOString() ?? null,
  last_used_at: row.last_used_at?.toISOString() ?? null,
  last_used_ip_prefix: row.last_used_ip_prefix,
  calls_per_minute: row.calls_per_minute,
  previous_works_until:
    row.previous_until !== null && row.previous_until > now ? row.previous_until.toISOString() : null,
})
