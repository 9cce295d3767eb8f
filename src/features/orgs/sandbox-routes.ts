import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { Clock } from '../../lib/clock.ts'
import type { Configuration } from '../../runtime/catalog/change.ts'
import { pageOf, readCursor, toPage } from '../../runtime/http/page.ts'
import { Problem, problemResponses } from '../../runtime/http/problem.ts'
import { ListQuery, OrgParams, SandboxBody, SandboxView } from './schema.ts'
import { insertSandbox, listSandboxes } from './store.ts'

export const sandboxRoutes: FastifyPluginAsyncTypebox<{
  configuration: Configuration
  clock: Clock
}> = async (app, { configuration, clock }) => {
  const about = { tags: ['organisations'], params: OrgParams }

  app.post(
    '/orgs/:org/sandboxes',
    {
      config: { permission: 'administer' },
      schema: {
        ...about,
        operationId: 'createSandbox',
        'x-problems': ['already-exists'],
        summary: 'Create a sandbox, an environment for templates',
        body: SandboxBody,
        response: { 201: SandboxView, ...problemResponses },
      },
    },
    async ({ org, body: { name } }, reply) => {
      const made = await insertSandbox(configuration, org, name, clock())
      if (!made) {
        throw new Problem('already-exists', `There is a sandbox "${name}" already.`, [
          { field: '/name', message: 'is taken' },
        ])
      }
      return reply.status(201).send(show(made))
    },
  )

  app.get(
    '/orgs/:org/sandboxes',
    {
      schema: {
        ...about,
        operationId: 'listSandboxes',
        summary: 'List sandboxes by name',
        querystring: ListQuery,
        response: { 200: pageOf(SandboxView), ...problemResponses },
      },
    },
    async ({ org, query: { cursor, limit } }) => {
      const rows = await listSandboxes(configuration.db, org, readCursor(cursor), limit + 1)
      return toPage(rows, limit, ({ name }) => name, show)
    },
  )
}

const show = ({ name, created_at }: { readonly name: string; readonly created_at: Date }) => ({
  name,
  created_at: created_at.toISOString(),
})
