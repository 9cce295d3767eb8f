import { API_KEY_PLACEHOLDER, type Guide, type Setup, type Step } from '../guide.ts'
import { createSnippets } from './snippets.ts'

/** How to connect a workspace of Braze: copy by Connected Content, reports by Currents. */
export const guide = (setup: Setup): Guide => ({
  steps: [...createReportSteps(setup), ...createWordingSteps(setup)],
  snippets: createSnippets(setup),
})

const createReportSteps = ({ endpointUrl }: Setup): readonly Step[] => [
  {
    key: 'token',
    title: 'Choose a bearer token',
    proof: ['setting:bearer_token'],
    text: 'Create a long random text, for example with "openssl rand -hex 32", and save it as bearer_token in the settings of Braze in Parley.',
    expect: 'Braze is shown as configured.',
  },
  {
    key: 'current',
    title: 'Create the Current',
    proof: ['verified'],
    text: `In Braze open Partner Integrations > Data Export, choose Create New Current and then Custom Currents Export. Give it a name and a contact email. On the Current Details page enter the endpoint ${endpointUrl} and the bearer token. Only some Braze packages include Currents. Each workspace needs its own Current.`,
    expect:
      'Braze tests the credentials with a call without events. Parley’s list of requests shows it as "empty". A 401 means that the two tokens differ.',
  },
  {
    key: 'events',
    title: 'Choose the events and launch',
    proof: ['sent'],
    text: 'Under Message Engagement Events tick Send, Delivery, Open or Impression, Click, Bounce, Unsubscribe, Mark as Spam and Abort of the channels that you use, and Campaign and Canvas Conversion and Enroll in Control. Under Customer Behavior Events tick Custom Event and Purchase. Then choose Launch Current.',
    expect:
      'The first batch arrives within about a quarter of an hour after a message was sent. Each type of event has its own batches, so opens may arrive before their sends.',
  },
]

const createWordingSteps = ({ template }: Setup): readonly Step[] => [
  {
    key: 'key',
    title: 'Create a key for the message',
    proof: ['serve-key'],
    text: `Create an API key in Parley with the scope serve and no other scope, because everybody who may edit messages in Braze can read it. Replace ${API_KEY_PLACEHOLDER} with it in each snippet.`,
    expect: 'The key is shown once.',
  },
  {
    key: 'connected-content',
    title: 'Paste the Connected Content',
    proof: ['asked'],
    text: `Open the message in its campaign or Canvas step and paste each snippet into its field: ${template.variables.join(', ')}. A saved answer exists only within the field that made the call, so each field makes its own call. Parley answers all calls of one message with the same variant. Replace the text after "default:". Braze sends it if there is no answer within two seconds. To choose by attributes, add "attrs" beside "fields", such as "attrs":{"plan":"{{custom_attribute.\${plan} | json_escape}}"}.`,
    expect:
      'The preview shows one of the variants. Previews have no dispatch id, so Parley answers them and never counts them.',
  },
  {
    key: 'extras',
    title: 'Keep the message extras in the body',
    proof: ['traced'],
    text: 'The snippet of the body ends with two message_extras tags. They write the variant (copy_id) and the tracking id into the Send event. All other events are matched by the dispatch id and the person, which together form the tracking id. Text messages also need the tracking id at the end of their links.',
    expect: 'Send events in Parley’s list of events have the tracking id of the choice, and its variant.',
  },
  {
    key: 'ids',
    title: 'Enter the campaign or Canvas',
    proof: ['ids'],
    text: `In the integration settings of ${template.id} enter the API identifiers of the campaign and its variant, or of the Canvas, its variant and step. Braze shows them at the bottom of the campaign or Canvas. If Braze makes the split, also enter the ids of the control.`,
    expect:
      'Parley matches events without a tracking id to their message, and counts enrolments in the control group.',
  },
  {
    key: 'verify',
    title: 'Let Parley check the connection (optional)',
    proof: ['setting:rest_key'],
    enters: ['setting:rest_endpoint'],
    isOptional: true,
    text: 'In Braze open Settings > APIs and Identifiers > Create API Key and tick campaigns.list and canvas.list. Save the key as rest_key and its REST endpoint as rest_endpoint. Then choose Verify.',
    expect: 'Two findings, one for campaigns and one for Canvases, both working.',
  },
]
