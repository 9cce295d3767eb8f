import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { FastifyReply } from 'fastify'
import { Type } from 'typebox'
import type { Clock } from '../../../lib/clock.ts'
import type { Org, Template } from '../../../runtime/catalog/catalog.ts'
import type { Configuration } from '../../../runtime/catalog/change.ts'
import { findTemplate } from '../../../runtime/catalog/find-template.ts'
import { OrgParams, TemplateParams } from '../../../runtime/http/fields.ts'
import { plainText } from '../../../runtime/http/plain-text.ts'
import { Problem, problemResponses } from '../../../runtime/http/problem.ts'
import { unprocessable } from '../../../runtime/http/unprocessable.ts'
import { VariantParams } from '../variant-schema.ts'
import { MESSAGE_POLICY, messagePage } from './message-page.ts'
import { keepPage, readPage } from './page-store.ts'
import { type Draft, NO_CALLS, preview, type RecentCalls } from './preview.ts'
import { DraftPreviewBody, Preview, PreviewBody } from './preview-schema.ts'

export interface PreviewServices {
  readonly configuration: Configuration
  readonly clock: Clock
  /** What recent calls of a template sent. */
  readonly recentCalls: (org: Org, template: Template) => Promise<RecentCalls>
  /** The fields and attributes of one recent call; undefined if it is no longer known. */
  readonly samplePerson: (
    org: Org,
    template: Template,
    id: string,
  ) => Promise<Pick<Draft, 'fields' | 'attrs'> | undefined>
}

const HTML = { 200: { content: { 'text/html': { schema: Type.String() } } }, ...problemResponses }

export const previewRoutes: FastifyPluginAsyncTypebox<PreviewServices> = async (app, services) => {
  const { configuration, clock, recentCalls, samplePerson } = services
  const store = configuration.db.kysely
  const tags = ['variants']

  /** The preview and, if it is asked for, the path of a page that shows the message. */
  async function answer(org: Org, draft: Draft, recent: RecentCalls, wantsPage = false): Promise<Preview> {
    const shown = preview(org, draft, recent, clock())
    if (!wantsPage) return { ...shown, page: null }
    const id = await keepPage(store, org.id, messagePage(draft.variables, shown.rendered), clock())
    return { ...shown, page: `/api/v1/orgs/${org.slug}/previews/${id}` }
  }

  app.post(
    '/orgs/:org/templates/:id/preview',
    {
      schema: {
        operationId: 'previewWording',
        'x-changes-nothing': true,
        'x-problems': ['template-not-found', 'not-found', 'unprocessable'],
        summary: 'Render a wording for one person, and find its mistakes',
        description: 'Takes a saved variant or unsaved texts. Nothing is recorded.',
        tags,
        params: TemplateParams,
        body: PreviewBody,
        response: { 200: Preview, ...problemResponses },
      },
    },
    async ({ org, params, body }) => {
      const { template } = await findTemplate(configuration, org, params.id)
      const variant = body.variant_id === undefined ? undefined : findVariant(template, body.variant_id)
      const vars = body.vars ?? variant?.vars
      if (vars === undefined)
        throw unprocessable({ field: '/vars', message: 'Send vars, or the id of a variant as variant_id.' })
      const { channel, variables } = template
      const { fields = {}, attrs = {}, targets = variant?.attrs ?? {}, page } = body
      const draft = { channel, variables, vars, targets, fields, attrs }
      return answer(org, draft, await recentCalls(org, template), page)
    },
  )

  app.post(
    '/orgs/:org/preview',
    {
      schema: {
        operationId: 'previewDraft',
        'x-changes-nothing': true,
        summary: 'Render texts of a template that is not saved yet',
        description: 'Nothing is recorded.',
        tags,
        params: OrgParams,
        body: DraftPreviewBody,
        response: { 200: Preview, ...problemResponses },
      },
    },
    async ({ org, body: { channel, vars, fields = {}, attrs = {}, targets = {}, page } }) =>
      answer(org, { channel, variables: Object.keys(vars), vars, targets, fields, attrs }, NO_CALLS, page),
  )

  app.get(
    '/orgs/:org/previews/:page',
    {
      schema: {
        operationId: 'getPreviewPage',
        'x-problems': ['not-found'],
        summary: 'Get a rendered message as a page, for a frame',
        tags,
        params: Type.Object({
          ...OrgParams.properties,
          page: plainText('Id of the page.', '01890a5d-ac96-774b-bcce-b302099a8057'),
        }),
        response: HTML,
      },
    },
    async ({ org, params: { page } }, reply) => {
      const html = await readPage(store, org.id, page, clock())
      if (html === undefined)
        throw new Problem('not-found', 'This preview is older than two minutes. Make it again.')
      return sendPage(reply, html)
    },
  )

  app.get(
    '/orgs/:org/templates/:id/variants/:variant/preview.html',
    {
      schema: {
        operationId: 'getVariantPreview',
        'x-problems': ['template-not-found', 'not-found'],
        summary: 'Get a saved wording as a page, for a frame',
        tags,
        params: VariantParams,
        querystring: Type.Object({
          as: Type.Optional(plainText('Id of a person in the answer of `fields`. Default: nobody.')),
        }),
        response: HTML,
      },
    },
    async ({ org, params, query: { as } }, reply) => {
      const { template } = await findTemplate(configuration, org, params.id)
      const { vars } = findVariant(template, params.variant)
      const person = as === undefined ? undefined : await samplePerson(org, template, as)
      const draft = { ...template, vars, targets: {}, fields: {}, attrs: {}, ...person }
      const { rendered } = preview(org, draft, NO_CALLS, clock())
      return sendPage(reply, messagePage(template.variables, rendered))
    },
  )
}

/** The policy of this answer takes the place of the server's own. */
const sendPage = (reply: FastifyReply, html: string) =>
  reply
    .type('text/html; charset=utf-8')
    .headers({
      'content-security-policy': MESSAGE_POLICY,
      'cache-control': 'no-store',
      'referrer-policy': 'no-referrer',
    })
    .removeHeader('x-frame-options')
    .send(html)

function findVariant({ id: templateId, variants }: Template, id: string): Template['variants'][number] {
  const variant = variants.find(each => each.id === id)
  if (variant) return variant
  throw new Problem('not-found', `The template "${templateId}" has no variant "${id}", or it is archived.`)
}
