import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import type { Clock } from '../../lib/clock.ts'
import { DAY_MS } from '../../lib/duration.ts'
import { type Access, guardOrg } from '../../runtime/catalog/access.ts'
import { findTemplate } from '../../runtime/catalog/find-template.ts'
import type { Database } from '../../runtime/db/session.ts'
import { TemplateParams } from '../../runtime/http/fields.ts'
import { readPeriod } from '../../runtime/http/period.ts'
import { Problem, problemResponses } from '../../runtime/http/problem.ts'
import {
  type Annotation,
  AnnotationBody,
  AnnotationParams,
  Annotation as AnnotationSchema,
  Annotations,
  PeriodQuery,
} from './schema.ts'
import { deleteAnnotation, insertAnnotation, listAnnotations } from './store.ts'

/** A change of a template's configuration. */
export interface TemplateChange {
  readonly at: Date
  /** A sentence, such as "Short was approved." */
  readonly text: string
  readonly by: string
}

export interface AnnotationServices {
  readonly access: Access
  readonly db: Database
  readonly clock: Clock
  /** The latest changes of a template within a period, the newest first. */
  changesOf(
    orgId: number,
    templateId: string,
    period: { readonly from: Date; readonly to: Date },
    limit: number,
  ): Promise<readonly TemplateChange[]>
}

const ITEMS_MAX = 200
const DEFAULT_PERIOD_MS = 400 * DAY_MS
const ID = /^\d{1,15}$/

/** Marks on the charts of a template: notes of people, and changes of the configuration. */
export const annotationRoutes: FastifyPluginAsyncTypebox<AnnotationServices> = async (
  app,
  { access, db, clock, changesOf },
) => {
  guardOrg(app, access, { scope: 'manage', change: 'edit' })
  const tags = ['results']

  app.get(
    '/orgs/:org/templates/:id/annotations',
    {
      schema: {
        operationId: 'listAnnotations',
        'x-problems': ['template-not-found'],
        summary: 'List the marks on the charts of a template',
        tags,
        params: TemplateParams,
        querystring: PeriodQuery,
        response: { 200: Annotations, ...problemResponses },
      },
    },
    async ({ org, params, query }) => {
      const { template } = await findTemplate(access, org, params.id)
      const { from, to = clock() } = readPeriod(query)
      const period = { from: from ?? new Date(to.getTime() - DEFAULT_PERIOD_MS), to }
      const notes = await listAnnotations(db, org.id, template.id, period, ITEMS_MAX)
      const changes = await changesOf(org.id, template.id, period, ITEMS_MAX)
      const marks = [...notes, ...changes.map(change => ({ id: null, ...change }))]
      const newest = marks.toSorted((a, b) => b.at.getTime() - a.at.getTime()).slice(0, ITEMS_MAX)
      return { items: newest.reverse().map(show) }
    },
  )

  app.post(
    '/orgs/:org/templates/:id/annotations',
    {
      schema: {
        operationId: 'createAnnotation',
        'x-problems': ['template-not-found'],
        summary: 'Add a mark to the charts of a template',
        tags,
        params: TemplateParams,
        body: AnnotationBody,
        response: { 201: AnnotationSchema, ...problemResponses },
      },
    },
    async ({ org, actor, params, body }, reply) => {
      const { template } = await findTemplate(access, org, params.id)
      const now = clock()
      const { from: at = now } = readPeriod(body.at === undefined ? {} : { from: body.at })
      const content = { at, text: body.text.trim(), by: actor.name, created_at: now }
      return reply.status(201).send(show(await insertAnnotation(db, org.id, template.id, content)))
    },
  )

  app.delete(
    '/orgs/:org/templates/:id/annotations/:annotation',
    {
      schema: {
        operationId: 'deleteAnnotation',
        'x-problems': ['template-not-found', 'not-found'],
        summary: 'Delete a mark of a person',
        tags,
        params: AnnotationParams,
        response: { 204: Type.Null(), ...problemResponses },
      },
    },
    async ({ org, params }, reply) => {
      const { template } = await findTemplate(access, org, params.id)
      const { annotation } = params
      const isDeleted =
        ID.test(annotation) && (await deleteAnnotation(db, org.id, template.id, Number(annotation)))
      if (!isDeleted) {
        throw new Problem('not-found', `The template has no annotation "${annotation}". List them again.`)
      }
      return reply.status(204).send(null)
    },
  )
}

interface Mark {
  readonly id: number | null
  readonly at: Date
  readonly text: string
  readonly by: string
}

const show = ({ id, at, text, by }: Mark): Annotation => ({
  id: id === null ? null : String(id),
  at: at.toISOString(),
  text,
  by,
})
