import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { Org } from '../../../runtime/catalog/catalog.ts'
import { OrgParams } from '../../../runtime/http/fields.ts'
import { problemResponses } from '../../../runtime/http/problem.ts'
import { cancelOpenRun } from './runs/run-store.ts'
import { SourceBody, SourceList, SourceParams, SourcePatch, SourceView } from './schema.ts'
import type { SourceServices } from './services.ts'
import { showSources } from './show.ts'
import type { StoredSource } from './source.ts'
import { deleteSource, insertSource, updateSource } from './source-change-store.ts'
import { changeOf, contentOf } from './source-input.ts'
import { findSource, listSources } from './source-store.ts'

/** Sources and their settings. */
export const settingsRoutes: FastifyPluginAsyncTypebox<SourceServices> = async (app, services) => {
  const { db, clock, kinds } = services
  const tags = ['sources']
  const one = { tags, params: SourceParams, response: { 200: SourceView, ...problemResponses } }
  const show = async (org: Org, source: StoredSource): Promise<SourceView> => {
    const [view] = await showSources(db, org, [source], clock())
    if (view === undefined) throw new Error('a source has a view')
    return view
  }

  app.get(
    '/orgs/:org/sources',
    {
      schema: {
        operationId: 'listSources',
        summary: 'List the sources of the organisation with their health, by name',
        description: 'Secrets are never shown.',
        tags,
        params: OrgParams,
        response: { 200: SourceList, ...problemResponses },
      },
    },
    async ({ org }) => ({ items: await showSources(db, org, await listSources(db, org.id), clock()) }),
  )

  app.post(
    '/orgs/:org/sources',
    {
      schema: {
        operationId: 'createSource',
        'x-problems': ['already-exists', 'unprocessable'],
        summary: 'Create a source',
        description:
          'Nothing is read before its schedule comes or somebody asks for a run. If a deleted source or `parley import` has used the name before, the new one goes on with what was counted.',
        tags,
        params: OrgParams,
        body: SourceBody,
        response: { 201: SourceView, ...problemResponses },
      },
    },
    async ({ org, body }, reply) => {
      const now = clock()
      const content = await contentOf(body, kinds.sealing(org), { now, hasHashKey: hasHashKey(org) })
      return reply.status(201).send(await show(org, await insertSource(db, org.id, content, now)))
    },
  )

  app.get(
    '/orgs/:org/sources/:source',
    {
      schema: {
        ...one,
        operationId: 'getSource',
        'x-problems': ['not-found'],
        summary: 'Get a source with its health',
      },
    },
    async ({ org, params }) => show(org, await findSource(db.kysely, org.id, params.source)),
  )

  app.patch(
    '/orgs/:org/sources/:source',
    {
      schema: {
        ...one,
        operationId: 'updateSource',
        'x-problems': ['not-found', 'already-exists', 'unprocessable'],
        summary: 'Change, pause or resume a source; absent fields stay unchanged',
        description: 'Pausing cancels the run that is under way.',
        body: SourcePatch,
      },
    },
    async ({ org, params, body }) => {
      const now = clock()
      const present = await findSource(db.kysely, org.id, params.source)
      const change = await changeOf(body, present, kinds.sealing(org), { now, hasHashKey: hasHashKey(org) })
      const changed = await updateSource(db, org.id, present.id, change, now)
      if (body.paused === true) await cancelOpenRun(db, org.id, present.id, now)
      return show(org, changed)
    },
  )

  app.delete(
    '/orgs/:org/sources/:source',
    {
      schema: {
        tags,
        params: SourceParams,
        operationId: 'deleteSource',
        'x-problems': ['not-found'],
        summary: 'Delete a source with its credentials',
        description:
          'What it has brought stays counted. A new source of the same name goes on where it ended; under another name, the same export would be counted again.',
        response: { 204: { type: 'null', description: 'Deleted.' }, ...problemResponses },
      },
    },
    async ({ org, params }, reply) => {
      await deleteSource(db, org.id, params.source, clock())
      return reply.status(204).send(null)
    },
  )
}

const hasHashKey = ({ personHashKey }: Pick<Org, 'personHashKey'>): boolean => personHashKey !== undefined
