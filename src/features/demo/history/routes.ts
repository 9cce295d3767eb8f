import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { type Static, Type } from 'typebox'
import { type Access, guardOrg } from '../../../runtime/catalog/access.ts'
import { plainText } from '../../../runtime/http/plain-text.ts'
import { problemResponses } from '../../../runtime/http/problem.ts'
import type { Demo, Demos } from './demos.ts'
import { DAYS } from './play-history.ts'

export interface DemoServices {
  readonly access: Access
  readonly demos: Demos
}

const Params = Type.Object({ org: plainText('Slug of the organisation.') })

export const DemoView = Type.Object(
  {
    slug: Type.String({ description: 'Slug of the demo organisation.' }),
    name: Type.String(),
    created_at: Type.String({ format: 'date-time' }),
    state: Type.Enum(['filling', 'ready'], {
      description: 'Filling: the month of data is being made, oldest day first. It takes some seconds.',
    }),
    days: Type.Integer({ description: `Days that are there, of ${DAYS}.` }),
  },
  {
    title: 'Demo',
    examples: [
      {
        slug: 'acme-demo',
        name: 'Marlow Coffee (demo)',
        created_at: '2026-03-02T09:30:00.000Z',
        state: 'ready',
        days: DAYS,
      },
    ],
  },
)

/** A demo organisation beside the real one: a month of invented messages, and everything else as in real life. */
export const demoRoutes: FastifyPluginAsyncTypebox<DemoServices> = async (app, { access, demos }) => {
  guardOrg(app, access, { scope: 'manage', change: 'administer' })
  const about = { tags: ['organisations'], params: Params }
  // Before the store closes.
  app.addHook('preClose', demos.stop)

  app.get(
    '/orgs/:org/demo',
    {
      schema: {
        ...about,
        operationId: 'getDemo',
        'x-problems': ['not-found'],
        summary: 'Get the demo organisation of an organisation',
        response: { 200: DemoView, ...problemResponses },
      },
    },
    async ({ org }) => show(await demos.find(org)),
  )

  app.post(
    '/orgs/:org/demo',
    {
      schema: {
        ...about,
        operationId: 'createDemo',
        'x-problems': ['already-exists', 'conflict'],
        summary: 'Create a demo organisation with a month of invented messages',
        description:
          'The demo is an organisation of its own, so none of its data mixes with real data. Its choices, reports and re-weightings are made by the same code as real ones. Its members are those of the organisation.',
        response: { 201: DemoView, ...problemResponses },
      },
    },
    async ({ org }, reply) => reply.status(201).send(show(await demos.create(org))),
  )

  app.delete(
    '/orgs/:org/demo',
    {
      schema: {
        ...about,
        operationId: 'deleteDemo',
        'x-problems': ['not-found'],
        summary: 'Delete the demo organisation of an organisation, with all its data',
        response: { 204: Type.Null({ description: 'Deleted.' }), ...problemResponses },
      },
    },
    async ({ org }, reply) => {
      await demos.remove(org)
      return reply.status(204).send(null)
    },
  )
}

const show = ({ slug, name, createdAt, isFilling, days }: Demo): Static<typeof DemoView> => ({
  ...{ slug, name, days },
  created_at: createdAt.toISOString(),
  state: isFilling ? 'filling' : 'ready',
})
