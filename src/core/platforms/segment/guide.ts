import { API_KEY_PLACEHOLDER, type Guide, type Setup, type Snippet, type Step } from '../guide.ts'
import { TRIGGER_EVENT, writeFunction } from './insert-function.ts'

/** How to connect Segment: first its events to Parley, then the copy into the event that starts the message. */
export const guide = (setup: Setup): Guide => ({
  steps: [...eventSteps(setup), ...deletionSteps(setup), ...copySteps(setup)],
  snippets: snippets(setup),
})

const eventSteps = ({ endpointUrl }: Setup): Step[] => [
  {
    key: 'secrets',
    title: 'Create two secrets',
    proof: ['setting:shared_secret', 'ingest-key'],
    text: 'Create a long random text and enter it in Parley as Shared Secret. Then create a key of this organisation with the scope ingest. Every call needs both, because the signature of a batch covers only its first event.',
    expect: 'Parley shows the setting as set, and the key. The key is shown only once.',
  },
  {
    key: 'destination',
    title: 'Add the destination Webhooks (Actions)',
    proof: ['called'],
    text: 'In Segment open Connections > Catalog, search for Webhooks (Actions), and configure it for the sources of the events that Parley should receive: the source of your sending platform (Braze, Customer.io or Iterable), and the source that reports orders. On the Settings tab enter the same Shared Secret.',
    expect: 'The destination is listed under Connections > Destinations, still disabled.',
  },
  {
    key: 'mapping',
    title: 'Add a mapping',
    proof: ['verified'],
    text: `On the Mappings tab choose New Mapping > Send. Choose the event types Track and Identify. URL: ${endpointUrl}. Method: POST. Headers: X-Api-Key with the key of the first step. Leave Data as the whole event. Batching may be on or off.`,
    expect: 'The test at the bottom of the mapping answers 200 with a request_id.',
  },
  {
    key: 'enable',
    title: 'Enable the mapping and the destination',
    proof: ['verified'],
    text: 'Switch both on. Then cause an event that the source reports, for example by opening a test message.',
    expect:
      'The event appears in Parley’s inbound log within seconds, and in Segment under Delivery overview as delivered.',
  },
  {
    key: 'ids',
    title: 'Enter the message ids',
    proof: ['ids'],
    text: 'In the integration settings of the template enter the ids that your sending platform’s events use for the message, such as the campaign ID. Parley uses them to match events without a tracking id.',
    expect: 'Events of that campaign have the outcome counted instead of unmatched.',
  },
]

const deletionSteps = ({ endpointUrl }: Setup): Step[] => [
  {
    key: 'deletion',
    title: 'Forward deletion requests',
    isOptional: true,
    text: `Segment forwards deletion requests to the older destination Webhooks, not to Webhooks (Actions). Add it to one source, with the webhook URL ${endpointUrl}, the header X-Api-Key and, under the advanced settings, the same Shared Secret.`,
    expect:
      'After a request under Privacy > Deletion and Suppression, Parley no longer finds the person. An event that both destinations deliver counts once.',
  },
]

const copySteps = ({ template }: Setup): Step[] => [
  {
    key: 'function',
    title: 'Request the copy in a function',
    proof: ['asked'],
    text: `Under Connections > Catalog > Functions choose New Function > Insert and paste the code. Replace "${TRIGGER_EVENT}" with the event that starts the message in your sending platform. On the Settings tab of the editor add a setting with the name apiKey, encrypted and required. List in ATTRIBUTES the traits that choose between variants.`,
    expect: `Run it with a sample of that event: the answer has the properties ${template.variables.map(name => `parley_${name}`).join(', ')} and parley_tracking_id.`,
  },
  {
    key: 'connect',
    title: 'Connect the function to the sending platform',
    proof: ['sent'],
    text: 'Choose Connect a destination, choose the destination of the sending platform, enter as apiKey a key with the scope serve, and enable the function. It passes all other events unchanged. If Parley does not answer, it also passes this event unchanged.',
    expect: 'The event arrives in the sending platform with the new properties.',
  },
  {
    key: 'message',
    title: 'Insert the copy into the message',
    proof: ['traced'],
    text: 'The properties of the event are variables of the message: {{ event.parley_subject }} in Customer.io, {{parley_subject}} in Iterable, and likewise with event_properties in Braze. Give each a default for events without copy, and put the tracking id into every link, so that clicks match exactly.',
    expect: 'A test message shows copy of the template, and its links end in trk= and an id.',
  },
]

function snippets({ endpointUrl, publicUrl, org, template }: Setup): Snippet[] {
  return [
    {
      key: 'webhook_url',
      step: 'mapping',
      title: 'Address of the webhook',
      where: 'Mapping of Webhooks (Actions): URL. Webhooks: Webhook URL.',
      language: 'url',
      code: endpointUrl,
    },
    {
      key: 'webhook_headers',
      step: 'mapping',
      title: 'Header of the webhook',
      where: 'Mapping of Webhooks (Actions): Headers. Webhooks: Headers.',
      language: 'http',
      code: `X-Api-Key: ${API_KEY_PLACEHOLDER}`,
    },
    {
      key: 'insert_function',
      step: 'function',
      title: `Requests the copy of ${template.id}`,
      where: 'Connections > Catalog > Functions > New Function > Insert',
      language: 'javascript',
      code: writeFunction({ publicUrl, org, templateId: template.id }),
    },
    {
      key: 'message_variables',
      step: 'message',
      title: 'The copy in a message of Customer.io',
      where: 'Subject and body of the message; other platforms write the same properties in their own way.',
      language: 'liquid',
      code: [
        ...template.variables.map(name => `{{ event.parley_${name} | default: "Your own ${name}" }}`),
        `<a href="https://www.example.com/?trk={{ event.parley_tracking_id | url_encode }}">Read on</a>`,
      ].join('\n'),
    },
  ]
}
