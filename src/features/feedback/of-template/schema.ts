import { type Static, Type } from 'typebox'
import { OrgParams, strict } from '../../../runtime/http/fields.ts'
import { plainText } from '../../../runtime/http/plain-text.ts'

export const TemplateParams = Type.Object({
  ...OrgParams.properties,
  template: plainText('Id of the template.', 'welcome-email'),
})
export const OneParams = Type.Object({
  ...TemplateParams.properties,
  id: plainText('Id of the feedback webhook.'),
})

const EXAMPLE = {
  ...{ id: '019cade2-9d40-7000-8000-000000000001', name: 'Warehouse' },
  ...{ status: 'active', enabled: true },
}

export const TemplateFeedback = Type.Object(
  {
    id: Type.String(),
    name: Type.String(),
    status: Type.Enum(['active', 'paused', 'disabled']),
    enabled: Type.Boolean({ description: 'Whether it reports the messages of this template.' }),
  },
  { title: 'TemplateFeedback', examples: [EXAMPLE] },
)
export type TemplateFeedback = Static<typeof TemplateFeedback>

export const TemplateFeedbackList = Type.Object(
  {
    items: Type.Array(TemplateFeedback, { description: 'Feedback webhooks of the sandbox of the template.' }),
  },
  { title: 'TemplateFeedbackList', examples: [{ items: [EXAMPLE] }] },
)

export const EnabledBody = Type.Object(
  { enabled: Type.Boolean() },
  { ...strict, title: 'TemplateFeedbackInput', examples: [{ enabled: false }] },
)
