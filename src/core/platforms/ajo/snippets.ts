import { API_KEY_PLACEHOLDER, type Setup, type Snippet } from '../guide.ts'
import { PLATFORM_URL } from './api.ts'
import { writeSendFunction } from './send-function.ts'

const UNITARY = '/ajo/im/executions/unitary'
const REQUEST_ID = 'REQUEST_ID'
const JSON_TYPE = 'Content-Type: application/json'

/** All snippets, in the order of the steps. */
export const snippetsFor = (setup: Setup): readonly Snippet[] => [
  content(setup),
  generateCall(setup),
  execution(setup),
  sender(setup),
  clickReport(setup),
  ...journey(setup),
]

/** The first of the ids under an integration key, which may be separated by commas. */
const firstId = (ids: string | undefined): string | undefined => ids?.split(',')[0]?.trim() || undefined

const isSms = ({ template }: Setup): boolean => template.channel === 'sms'
const campaignOf = ({ template }: Setup): string =>
  firstId(template.integration['campaign_id']) ?? 'CAMPAIGN_ID'
const generateUrl = ({ publicUrl, org }: Setup): string => `${publicUrl}/api/generate/${org}`
const pretty = (value: unknown): string => JSON.stringify(value, null, 2)

const http = (url: string, body: unknown): string =>
  [
    `POST ${new URL(url).pathname} HTTP/1.1`,
    `Host: ${new URL(url).host}`,
    JSON_TYPE,
    `X-Api-Key: ${API_KEY_PLACEHOLDER}`,
    '',
    pretty(body),
  ].join('\n')

function content({ template }: Setup): Snippet {
  return {
    key: 'content',
    step: 'content',
    title: 'The copy in the message',
    where: 'Campaign > Content > Edit content: paste each line into its field, in the personalization editor',
    language: 'handlebars',
    code: template.variables.map(variable => `{{context.parley.${variable}}}`).join('\n'),
  }
}

function generateCall(setup: Setup): Snippet {
  const { template } = setup
  const body = {
    template_id: template.id,
    user_id: 'USER_ID',
    email: 'person@example.com',
    tracking_id: REQUEST_ID,
    fields: {},
    attrs: {},
  }
  return {
    key: 'generate',
    step: 'ask',
    title: 'Request the copy from Parley',
    where: 'Your backend, right before it triggers the campaign',
    language: 'http',
    code: http(generateUrl(setup), body),
  }
}

function execution(setup: Setup): Snippet {
  const { variables } = setup.template
  const vars = Object.fromEntries(
    variables.map(variable => [variable, `copy.vars.${variable} of the answer`]),
  )
  const recipient = isSms(setup)
    ? { userId: '+15555550100', namespace: 'phone', channelData: { mobilePhoneNumber: '+15555550100' } }
    : {
        userId: 'person@example.com',
        namespace: 'email',
        channelData: { emailAddress: 'person@example.com' },
      }
  const context = { parley: vars, parley_tracking_id: REQUEST_ID }
  return {
    key: 'execution',
    step: 'ask',
    title: 'Trigger the campaign with that copy',
    where: `Your backend: the body of POST ${PLATFORM_URL}${UNITARY}. requestId is the tracking_id of the previous call`,
    language: 'json',
    code: pretty({
      requestId: REQUEST_ID,
      campaignId: campaignOf(setup),
      recipients: [{ type: 'aep', ...recipient, context }],
    }),
  }
}

function sender(setup: Setup): Snippet {
  return {
    key: 'send',
    step: 'ask',
    title: 'Both calls as one function',
    where:
      'Your backend (JavaScript). To retry, call it again with the same message.id: the copy stays the same',
    language: 'javascript',
    code: writeSendFunction({
      generateUrl: generateUrl(setup),
      executionUrl: PLATFORM_URL + UNITARY,
      templateId: setup.template.id,
      campaignId: campaignOf(setup),
      isSms: isSms(setup),
    }),
  }
}

function clickReport(setup: Setup): Snippet {
  const { publicUrl, org } = setup
  return {
    key: 'click',
    step: 'clicks',
    title: 'Report a click or a conversion',
    where:
      'The landing page or your redirect. Links contain the id: https://www.example.com/?trk={{context.parley_tracking_id}}',
    language: 'http',
    code: http(`${publicUrl}/api/webhook/events/${org}`, {
      event: isSms(setup) ? 'sms_click' : 'email_click',
      tracking_id: REQUEST_ID,
    }),
  }
}

/** A journey can request copy through a custom action. Nobody reports the outcomes of its messages. */
function journey(setup: Setup): readonly Snippet[] {
  const { template } = setup
  const vars = Object.fromEntries(template.variables.map(variable => [variable, 'text']))
  const request = { template_id: template.id, user_id: 'USER_ID', email: 'person@example.com', attrs: {} }
  return [
    {
      key: 'journey-request',
      step: 'ask',
      title: 'A custom action that calls Parley: its request',
      where: `Administration > Configurations > Actions > Create Action: URL ${generateUrl(setup)}, method POST, header X-Api-Key with a serve key; this is the Request payload, with user_id and email as variables`,
      language: 'json',
      code: pretty(request),
    },
    {
      key: 'journey-response',
      step: 'ask',
      title: 'A custom action that calls Parley: its response',
      where: 'The Response payload of the same action, so that its fields can be used in the journey',
      language: 'json',
      code: pretty({ copy: { id: 'text', vars }, tracking_id: 'text' }),
    },
    {
      key: 'journey-content',
      step: 'ask',
      title: 'The copy in a message of the journey',
      where: 'The message of the journey, after a custom action called parley',
      language: 'handlebars',
      code: template.variables
        .map(variable => `{{context.journey.actions.parley.copy.vars.${variable}}}`)
        .join('\n'),
    },
  ]
}
