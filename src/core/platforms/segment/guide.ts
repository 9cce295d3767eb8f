import { API_KEY_PLACEHOLDER, type Guide, type Setup, type Snippet, type Step } from '../guide.ts'
import { TRIGGER_EVENT, writeFunction } from './insert-function.ts'

/** How to connect Segment: first its events to Parley, then the copy into the event that starts the message. */
export const guide = (setup: Setup): Guide => ({
  steps: [...eventSteps(setup), ...deletionSteps(setup), ...copySteps(setup)],
  snippets: snippets(setup),
})

const eventSteps = ({ endpointUrl }: Setup): Step[] => [
  {
    title: 'Agree on two secrets',
    text: 'Make up a long random text and enter it here as Shared Secret. Then create a key of this organisation with the scope ingest. Calls need both: the signature of a batch covers nothing but its first event.',
    expect: 'The setting is shown as set, and you have copied the key. It is shown only once.',
  },
  {
    title: 'Add the destination Webhooks (Actions)',
    text: 'In Segment open Connections > Catalog, search for Webhooks (Actions), and configure it for the source whose events Parley should see: the source of your sending platform (Braze, Customer.io or Iterable), and the one that reports orders. On the Settings tab enter the same Shared Secret.',
    expect: 'The destination is listed under Connections > Destinations, still disabled.',
  },
  {
    title: 'Add a mapping',
    text: `On the Mappings tab choose New Mapping > Send. Let it take the event types Track and Identify. URL: ${endpointUrl}. Method: POST. Headers: X-Api-Key with the key of the first step. Leave Data at the whole event. Batching may be on or off.`,
    expect: 'The test at the foot of the mapping answers 200 with a request_id.',
  },
  {
    title: 'Enable the mapping and the destination',
    text: 'Switch both on. Then do something that the source reports, such as opening a test message.',
    expect:
      'The event appears in the inbound log here within seconds, and in Segment under Delivery overview as delivered.',
  },
  {
    title: 'Name the message',
    text: 'In the integration settings of the template enter the ids by which the events of your sending platform name the message, such as the campaign ID. They match what comes without a tracking id.',
    expect: 'Events of that campaign have the outcome counted instead of unmatched.',
  },
]

const deletionSteps = ({ endpointUrl }: Setup): Step[] => [
  {
    title: 'Let deletion requests through',
    text: `Segment forwards them to the destination Webhooks, the older one, and not to Webhooks (Actions). Add it to one source, with the webhook URL ${endpointUrl}, the header X-Api-Key and, under the advanced settings, the same Shared Secret.`,
    expect:
      'After a request under Privacy > Deletion and Suppression the person is not found here any more. An event that both destinations deliver is counted once.',
  },
]

const copySteps = ({ template }: Setup): Step[] => [
  {
    title: 'Ask for the copy in a function',
    text: `Under Connections > Catalog > Functions choose New Function > Insert and paste the code. Replace "${TRIGGER_EVENT}" by the event that starts the message in your sending platform. On the Settings tab of the editor add a setting with the name apiKey, encrypted and required. List in ATTRIBUTES the traits that decide which wording fits.`,
    expect: `Run it with a sample of that event: the answer has the properties ${template.variables.map(name => `parley_${name}`).join(', ')} and parley_tracking_id.`,
  },
  {
    title: 'Connect the function to the sending platform',
    text: 'Choose Connect a destination, take the destination of the sending platform, fill in apiKey with a key of the scope serve, and enable the function. It passes every other event on as it is, and also this one when Parley does not answer.',
    expect: 'The event arrives in the sending platform with the new properties.',
  },
  {
    title: 'Print the copy in the message',
    text: 'The properties of the event are variables of the message: {{ event.parley_subject }} in Customer.io, {{parley_subject}} in Iterable, and likewise with event_properties in Braze. Give each a default for events without copy, and put the tracking id in every link, so that clicks are matched exactly.',
    expect: 'A test message shows a wording of the template, and its links end in trk= and an id.',
  },
]

function snippets({ endpointUrl, publicUrl, org, template }: Setup): Snippet[] {
  return [
    {
      key: 'webhook_url',
      title: 'Address of the webhook',
      where: 'Mapping of Webhooks (Actions): URL. Webhooks: Webhook URL.',
      language: 'url',
      code: endpointUrl,
    },
    {
      key: 'webhook_headers',
      title: 'Header of the webhook',
      where: 'Mapping of Webhooks (Actions): Headers. Webhooks: Headers.',
      language: 'http',
      code: `X-Api-Key: ${API_KEY_PLACEHOLDER}`,
    },
    {
      key: 'insert_function',
      title: `Asks for the copy of ${template.id}`,
      where: 'Connections > Catalog > Functions > New Function > Insert',
      language: 'javascript',
      code: writeFunction({ publicUrl, org, templateId: template.id }),
    },
    {
      key: 'message_variables',
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
