import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { type Access, guardOrg } from '../../runtime/catalog/access.ts'
import { findTemplate } from '../../runtime/catalog/find-template.ts'
import { OrgParams, TemplateParams } from '../../runtime/http/fields.ts'
import { problemResponses } from '../../runtime/http/problem.ts'
import { decide, showDetail } from './decide.ts'
import { type Recommending, refreshTemplate } from './refresh.ts'
import {
  DecisionBody,
  IdParams,
  OrgQuery,
  RecommendationDetail,
  RecommendationPage,
  RecommendationView,
  TemplateQuery,
} from './schema.ts'
import { listRecommendations } from './store.ts'

export interface RecommendationServices extends Recommending {
  readonly access: Access
}

const FIRST_PAGE = { status: 'open', limit: 50 } as const

export const recommendationRoutes: FastifyPluginAsyncTypebox<RecommendationServices> = async (
  app,
  { access, ...recommending },
) => {
  guardOrg(app, access, { scope: 'manage', change: 'edit' })
  const tags = ['recommendations']
  const { db, clock, actions } = recommending

  app.get(
    '/orgs/:org/recommendations',
    {
      schema: {
        operationId: 'listRecommendations',
        summary: 'List recommendations of all templates, newest first',
        tags,
        params: OrgParams,
        querystring: OrgQuery,
        response: { 200: RecommendationPage, ...problemResponses },
      },
    },
    async ({ org, query }) => listRecommendations(db.kysely, org.id, query),
  )

  app.get(
    '/orgs/:org/templates/:id/recommendations',
    {
      schema: {
        operationId: 'listTemplateRecommendations',
        'x-problems': ['template-not-found'],
        summary: 'List recommendations of a template, newest first',
        tags,
        params: TemplateParams,
        querystring: TemplateQuery,
        response: { 200: RecommendationPage, ...problemResponses },
      },
    },
    async ({ org, params, query }) => {
      const { template } = await findTemplate(access, org, params.id)
      return listRecommendations(db.kysely, org.id, { ...query, template: template.id })
    },
  )

  app.post(
    '/orgs/:org/templates/:id/recommendations/refresh',
    {
      schema: {
        operationId: 'refreshRecommendations',
        'x-problems': ['template-not-found'],
        summary: 'Update the recommendations now and list the open ones',
        tags,
        params: TemplateParams,
        response: { 200: RecommendationPage, ...problemResponses },
      },
    },
    async ({ org, params }) => {
      const subject = await findTemplate(access, org, params.id)
      await refreshTemplate(recommending, subject.org, subject.template)
      return listRecommendations(db.kysely, org.id, { ...FIRST_PAGE, template: subject.template.id })
    },
  )

  app.get(
    '/orgs/:org/recommendations/:id',
    {
      schema: {
        operationId: 'getRecommendation',
        'x-problems': ['not-found'],
        summary: 'Get a recommendation with the effect of accepting it',
        tags,
        params: IdParams,
        response: { 200: RecommendationDetail, ...problemResponses },
      },
    },
    async ({ org, params }) => showDetail(db.kysely, recommending.preview, org, params.id),
  )

  app.post(
    '/orgs/:org/recommendations/:id',
    {
      schema: {
        operationId: 'decideRecommendation',
        'x-problems': ['not-found', 'conflict'],
        summary: 'Accept or dismiss a recommendation',
        description: 'Accept archives or ships the variant when the recommendation is archive or ship.',
        tags,
        params: IdParams,
        body: DecisionBody,
        response: { 200: RecommendationView, ...problemResponses },
      },
    },
    async ({ org, actor, params, body }) =>
      decide(recommending, actions, org, params.id, body, actor.name, clock()),
  )
}
