import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { PageQuery } from '../../../../runtime/http/page.ts'
import { Problem, problemResponses } from '../../../../runtime/http/problem.ts'
import { canAccept } from '../../hold.ts'
import { queueRun } from '../runs/run-store.ts'
import { SourceParams } from '../schema.ts'
import type { SourceServices } from '../services.ts'
import { findSource } from '../source-store.ts'
import { showPartition } from './partition.ts'
import { PartitionPage, PartitionParams, PartitionView } from './schema.ts'
import { findPartition, listPartitions, saveDecision } from './store.ts'

/** The days of a source, and what a person says of those that are held back. */
export const partitionRoutes: FastifyPluginAsyncTypebox<SourceServices> = async (
  app,
  { db, clock, onQueued },
) => {
  const tags = ['sources']
  const one = {
    tags,
    params: PartitionParams,
    'x-problems': ['not-found' as const, 'conflict' as const],
    response: { 200: PartitionView, ...problemResponses },
  }

  app.get(
    '/orgs/:org/sources/:source/partitions',
    {
      schema: {
        operationId: 'listSourcePartitions',
        'x-problems': ['not-found'],
        summary: 'List the days of a source, newest first',
        tags,
        params: SourceParams,
        querystring: Type.Object(PageQuery),
        response: { 200: PartitionPage, ...problemResponses },
      },
    },
    async ({ org, params, query }) => {
      const { id } = await findSource(db.kysely, org.id, params.source)
      return listPartitions(db, org.id, id, query)
    },
  )

  app.post(
    '/orgs/:org/sources/:source/partitions/:partition/accept',
    {
      schema: {
        ...one,
        operationId: 'acceptSourcePartition',
        summary: 'Accept an export that is held back because it has far fewer rows',
        description:
          'The next run takes that export, and starts at once unless the source is paused. If the export changes until then, it is judged anew.',
      },
    },
    async ({ org, params, actor }) => {
      const source = await findSource(db.kysely, org.id, params.source)
      const { id, held_reason } = await findPartition(db, org.id, source.id, params.partition)
      if (!canAccept(held_reason)) throw new Problem('conflict', whyNot(held_reason))
      await saveDecision(db, org.id, id, 'accept')
      const given = { orgId: org.id, sourceId: source.id, trigger: 'request' as const, by: actor.name }
      if (!source.is_paused && (await queueRun(db.kysely, given, clock())) !== undefined) onQueued()
      return showPartition(await findPartition(db, org.id, source.id, id))
    },
  )

  app.post(
    '/orgs/:org/sources/:source/partitions/:partition/keep',
    {
      schema: {
        ...one,
        operationId: 'keepSourcePartition',
        summary: 'Keep what was counted, and leave the export that is held back',
        description: 'Parley does not ask again, until the export changes.',
      },
    },
    async ({ org, params }) => {
      const source = await findSource(db.kysely, org.id, params.source)
      const { id, held_reason } = await findPartition(db, org.id, source.id, params.partition)
      if (held_reason === null) throw new Problem('conflict', whyNot(held_reason))
      await saveDecision(db, org.id, id, 'keep')
      return showPartition(await findPartition(db, org.id, source.id, id))
    },
  )
}

const whyNot = (heldReason: string | null): string =>
  heldReason === null
    ? 'Nothing of this day is held back.'
    : `The export cannot be read, so nobody can accept it: ${heldReason} Export it again, or keep what was counted.`
