import { API_KEY_PLACEHOLDER, type Guide, type Setup, type Step } from '../guide.ts'
import { createSnippets } from './snippets.ts'

/** How to connect a workspace of Braze: copy by Connected Content, reports by Currents. */
export const guide = (setup: Setup): Guide => ({
  steps: [...createReportSteps(setup), ...createWordingSteps(setup)],
  snippets: createSnippets(setup),
})

const createReportSteps = ({ endpointUrl }: Setup): readonly Step[] => [
  {
    title: 'Agree on a bearer token',
    text: 'Make a long random text, for example with "openssl rand -hex 32", and save it as bearer_token in the settings of Braze here.',
    expect: 'Braze is shown as configured.',
  },
  {
    title: 'Create the Current',
    text: `In Braze open Partner Integrations > Data Export, choose Create New Current and then Custom Currents Export. Give it a name and a contact email. On the Current Details page enter the endpoint ${endpointUrl} and the bearer token. Currents is part of some Braze packages only, and each workspace needs a Current of its own.`,
    expect:
      'Braze tries the credentials with a call without events: it is in the list of requests here as "empty". A 401 means that the two tokens differ.',
  },
  {
    title: 'Choose the events and launch',
    text: 'Under Message Engagement Events tick Send, Delivery, Open or Impression, Click, Bounce, Unsubscribe, Mark as Spam and Abort of the channels in use, and Campaign and Canvas Conversion and Enroll in Control. Under Customer Behavior Events tick Custom Event and Purchase. Then choose Launch Current.',
    expect:
      'The first batch arrives within about a quarter of an hour after a message was sent. Each type of event has batches of its own, so opens may come before their sends.',
  },
]

const createWordingSteps = ({ template }: Setup): readonly Step[] => [
  {
    title: 'Create a key for the message',
    text: `Create an API key here with the scope serve and nothing else: whoever may edit messages in Braze can read it. Put it in the place of ${API_KEY_PLACEHOLDER} in each snippet.`,
    expect: 'The key is shown once.',
  },
  {
    title: 'Paste the Connected Content',
    text: `Open the message in its campaign or Canvas step and paste each snippet into its field: ${template.variables.join(', ')}. A saved answer is known only in the field that made the call, so each field makes its own; Parley answers all calls of one message with the same variant. Replace the words after "default:", which are sent when there is no answer within two seconds. To choose by attributes, add "attrs" beside "fields", such as "attrs":{"plan":"{{custom_attribute.\${plan} | json_escape}}"}.`,
    expect:
      'The preview shows one of the wordings. Previews have no dispatch id, so they are answered and never counted.',
  },
  {
    title: 'Keep the message extras in the body',
    text: 'The snippet of the body ends with two message_extras tags. They write the variant (copy_id) and the tracking id into the Send event. All other events are matched by the dispatch id and the person, which is what the tracking id is made of. Text messages also need the tracking id at the end of their links.',
    expect: 'Send events in the list of events here have the tracking id of the choice, and its variant.',
  },
  {
    title: 'Name the campaign or Canvas',
    text: `In the integration settings of ${template.id} enter the API identifiers of the campaign and its variant, or of the Canvas, its variant and step. Braze shows them at the bottom of the campaign or Canvas. When Braze makes the split, also enter those of the control.`,
    expect:
      'Events without a tracking id find their message, and enrolments in the control group are counted.',
  },
  {
    title: 'Let Parley check the connection (optional)',
    text: 'In Braze open Settings > APIs and Identifiers > Create API Key and tick campaigns.list and canvas.list. Save the key as rest_key and the REST endpoint that Braze shows there as rest_endpoint, then choose Verify.',
    expect: 'Two findings, one for campaigns and one for Canvases, both working.',
  },
]
