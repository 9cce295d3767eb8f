import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { Org, Template } from '../../../runtime/catalog/catalog.ts'
import { findTemplate } from '../../../runtime/catalog/find-template.ts'
import { Problem, problemResponses } from '../../../runtime/http/problem.ts'
import { reportsTemplate } from '../reports.ts'
import type { FeedbackServices } from '../services.ts'
import { type StoredWebhook, updateWebhook, type WebhookContent } from '../webhook-store.ts'
import { showWebhook } from '../webhook-view.ts'
import { EnabledBody, OneParams, TemplateFeedback, TemplateFeedbackList, TemplateParams } from './schema.ts'

/** The feedback webhooks of one template: which report its messages. */
export const templateFeedbackRoutes: FastifyPluginAsyncTypebox<FeedbackServices> = async (app, services) => {
  const { configuration, clock } = services
  const tags = ['feedback webhooks']

  const show = (row: StoredWebhook, { id }: Template) => {
    const { name, status, id: webhook } = showWebhook(row, { waiting: 0, failed: 0 }, clock())
    const { templates, except_templates: exceptTemplates } = row
    return { id: webhook, name, status, enabled: reportsTemplate({ templates, exceptTemplates }, id) }
  }

  app.get(
    '/orgs/:org/templates/:template/feedback-webhooks',
    {
      schema: {
        operationId: 'listTemplateFeedback',
        'x-problems': ['template-not-found'],
        summary: 'List the feedback webhooks that can report the messages of a template',
        tags,
        params: TemplateParams,
        response: { 200: TemplateFeedbackList, ...problemResponses },
      },
    },
    async ({ org, params }) => {
      const { template } = await findTemplate(configuration, org, params.template)
      const rows = await configuration.db.kysely
        .selectFrom('feedback_webhooks')
        .selectAll()
        .where('org_id', '=', org.id)
        .where('sandbox', '=', template.sandbox)
        .orderBy('id')
        .execute()
      return { items: rows.map(row => show(row, template)) }
    },
  )

  app.put(
    '/orgs/:org/templates/:template/feedback-webhooks/:id',
    {
      schema: {
        operationId: 'setTemplateFeedback',
        'x-problems': ['template-not-found', 'not-found', 'conflict'],
        summary: 'Turn a feedback webhook on or off for the messages of a template',
        description: 'Reports that wait already are still sent.',
        tags,
        params: OneParams,
        body: EnabledBody,
        response: { 200: TemplateFeedback, ...problemResponses },
      },
    },
    async ({ org, params, body: { enabled } }) => {
      const { template } = await findTemplate(configuration, org, params.template)
      const row = await updateWebhook(
        configuration,
        org,
        params.id,
        async present => ({ content: withTemplate(org, present, template, enabled) }),
        clock(),
      )
      return show(row, template)
    },
  )
}

/** @throws Problem conflict if the webhook belongs to another sandbox */
function withTemplate(
  { slug }: Org,
  present: StoredWebhook,
  { id, sandbox }: Template,
  enabled: boolean,
): WebhookContent {
  if (present.sandbox !== sandbox)
    throw new Problem(
      'conflict',
      `The feedback webhook "${present.name}" belongs to the sandbox "${present.sandbox}" of ${slug}, and the template to "${sandbox}".`,
    )
  const { name, channels, url, authentication, headers, statuses, templates, ims_org, sandbox_id } = present
  const { except_templates: except } = present
  const kept = { name, channels, url, authentication, headers, statuses, templates, ims_org, sandbox_id }
  const without = (ids: readonly string[]) => ids.filter(each => each !== id)
  if (templates !== null)
    return {
      ...{ ...kept, except_templates: except },
      templates: enabled ? [...without(templates), id] : without(templates),
    }
  return { ...kept, except_templates: enabled ? without(except) : [...without(except), id] }
}
