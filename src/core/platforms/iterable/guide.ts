import { API_KEY_PLACEHOLDER, type Guide, type Setup, type Snippet, type Step } from '../guide.ts'

/**
 * How to set up the data feed, which requests the copy, the System Webhook, and a journey webhook for custom events.
 */
export function guide(setup: Setup): Guide {
  return { steps: steps(setup), snippets: snippets(setup) }
}

/**
 * The alias under which a template reads the feed. Under an alias, profile fields of the same name cannot hide the
 * feed's fields.
 */
const ALIAS = 'parley'

function steps({ endpointUrl, template }: Setup): readonly Step[] {
  return [
    {
      key: 'system-webhook',
      title: 'Create the System Webhook',
      proof: ['verified'],
      text: `In Iterable open Integrations > System Webhooks, click Create Webhook and enter ${endpointUrl}. Click Add HTTP Header and add X-Api-Key, with a key of this organisation that has the scope "ingest". Choose at least the sends, opens, clicks and unsubscribes of every channel that you use, set the status to Enabled, and save.`,
      expect:
        'Within minutes of the next send, Parley’s log of requests shows its reports. Iterable needs some minutes to apply a changed webhook.',
    },
    {
      key: 'feed',
      title: 'Create the data feed',
      proof: ['asked'],
      text: `Open Integrations > Data Feeds and create a feed named Parley, of the type JSON, with the URL from below and a custom header X-Api-Key, with a key of this organisation that has the scope "serve". Give it the alias ${ALIAS}. One feed can serve every template: use the second URL, and set the Client Template ID of each template in Iterable to the id of its template in Parley, such as ${template.id}.`,
      expect: 'The test of the feed, with any profile, shows an answer with copy and vars.',
    },
    {
      key: 'use-feed',
      title: 'Use the feed in the template',
      proof: ['traced'],
      text: 'In the advanced settings of the template choose the feed, switch on Merge the data feed and user contexts, and leave Cache data feed response off. Paste each variable from below into its place. Without merged contexts, write square brackets instead of braces.',
      expect:
        'The preview shows copy from Parley. A preview has no message id, so Parley answers it and never counts it.',
    },
    {
      key: 'attributes',
      title: 'Pass attributes, if variants need them',
      isOptional: true,
      text: 'To choose between variants by attributes of the person, append fields of the profile to the URL of the feed, each as &attrs.city={{#urlEncode}}{{{city}}}{{/urlEncode}}.',
      expect: 'Change the value in the test profile: the answer is a variant for the new value.',
    },
    {
      key: 'links',
      title: 'End links with the message id',
      proof: ['clicked'],
      text: 'Reports with a message id match exactly, because the feed passes the id. For channels whose click reports have none, end the links of the message with the tracking parameter from below. If a link already has a question mark, use & instead.',
      expect: 'The links of a sent message end in trk= and an id.',
    },
    {
      key: 'ids',
      title: 'Enter the campaign',
      proof: ['ids'],
      text: 'In the integration settings of the template enter the ids of the campaign and of the template in Iterable. If Iterable makes the split between control and treatment, set the split to external and enter the ids of the control as well.',
      expect: 'Reports without a message id are matched by campaign, template and person.',
    },
    {
      key: 'custom-events',
      title: 'Report custom events',
      proof: ['custom-events'],
      text: 'System Webhooks report no custom events and no purchases. For each event that should count, open Integrations > Journey webhooks, click New webhook, choose the destination Custom, POST, the endpoint, headers and body from below, and put it into a journey that the event triggers, with a Call Webhook tile. Change the event name, and the names of the fields of the triggering event, to your own; a field that does not exist stays empty and causes no error.',
      expect: 'After the event, Parley’s log of requests shows it under custom events.',
    },
  ]
}

function snippets({ endpointUrl, publicUrl, org, template }: Setup): readonly Snippet[] {
  const feed = 'Integrations > Data Feeds'
  const journey = 'Integrations > Journey webhooks > New webhook (Custom, POST)'
  const keyHeader = `X-Api-Key: ${API_KEY_PLACEHOLDER}`
  const generateUrl = `${publicUrl}/api/generate/${org}`
  return [
    {
      key: 'system-webhook',
      step: 'system-webhook',
      title: 'URL of the System Webhook',
      where: 'Integrations > System Webhooks > Create Webhook',
      language: 'url',
      code: endpointUrl,
    },
    {
      key: 'system-webhook-header',
      step: 'system-webhook',
      title: 'Header of the System Webhook',
      where: 'Integrations > System Webhooks > Add HTTP Header',
      language: 'http',
      code: keyHeader,
    },
    {
      key: 'feed-url',
      step: 'feed',
      title: 'URL of the data feed, for this template',
      where: `${feed}: URL`,
      language: 'handlebars',
      code: `${generateUrl}?template_id=${template.id}&${MESSAGE}`,
    },
    {
      key: 'feed-url-for-all',
      step: 'feed',
      title: 'URL of the data feed, for all templates',
      where: `${feed}: URL`,
      language: 'handlebars',
      code: `${generateUrl}?template_id=${urlEncoded('{{defaultIfEmpty clientTemplateId templateId}}')}&${MESSAGE}`,
    },
    {
      key: 'feed-header',
      step: 'feed',
      title: 'Header of the data feed',
      where: `${feed}: custom headers`,
      language: 'http',
      code: keyHeader,
    },
    ...template.variables.map(
      (variable): Snippet => ({
        key: `variable-${variable}`,
        step: 'use-feed',
        title: `Variable ${variable}`,
        where: `The template, where ${variable} belongs`,
        language: 'handlebars',
        // Three braces: with two, an apostrophe in a subject would become an HTML entity.
        code: `{{{${ALIAS}.copy.vars.${variable}}}}`,
      }),
    ),
    {
      key: 'link',
      step: 'links',
      title: 'Tracking parameter of a link',
      where: 'The template, at the end of every link',
      language: 'handlebars',
      code: '?trk={{messageId}}',
    },
    {
      key: 'journey-webhook',
      step: 'custom-events',
      title: 'Endpoint of a journey webhook',
      where: `${journey}: Endpoint`,
      language: 'url',
      code: `${publicUrl}/api/webhook/events/${org}`,
    },
    {
      key: 'journey-webhook-headers',
      step: 'custom-events',
      title: 'Headers of a journey webhook',
      where: `${journey}: headers`,
      language: 'http',
      code: `${keyHeader}\nContent-Type: application/json`,
    },
    {
      key: 'journey-webhook-body',
      step: 'custom-events',
      title: 'Body of a journey webhook',
      where: `${journey}: body`,
      language: 'handlebars',
      code: `{
  "event_name": "purchase",
  "event_id": "{{{orderId}}}",
  "event_timestamp": "{{timestamp}}",
  "user_id": "{{{userId}}}",
  "email": "{{{email}}}",
  "workflow_id": "{{workflowId}}",
  "value": "{{{total}}}",
  "currency": "USD"
}`,
    },
  ]
}

const urlEncoded = (expression: string): string => `{{#urlEncode}}${expression}{{/urlEncode}}`

/** The person and the message of the request. Iterable supplies the message id only when it sends. */
const MESSAGE = [
  'tracking_id={{messageId}}',
  `user_id=${urlEncoded('{{{userId}}}')}`,
  `email=${urlEncoded('{{{email}}}')}`,
].join('&')
