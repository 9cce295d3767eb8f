import { API_KEY_PLACEHOLDER, type Guide, type Setup, type Snippet, type Step } from '../guide.ts'

/** How to set up the Webhook Action, which requests the copy, and the reporting webhook, which reports events. */
export function guide(setup: Setup): Guide {
  return { steps: steps(setup), snippets: snippets(setup) }
}

const copyAttribute = ({ template }: Setup): string => `jw_${template.id}`
const trackingAttribute = ({ template }: Setup): string => `parley_trk_${template.id}`

function steps(setup: Setup): readonly Step[] {
  return [
    {
      key: 'reporting-webhook',
      title: 'Add the reporting webhook',
      proof: ['called'],
      text: `In Customer.io open Data & Integrations > Integrations > Reporting Webhooks, click Add Reporting Webhook, and enter ${setup.endpointUrl} as Webhook Endpoint. Choose at least sent, opened, clicked, converted and unsubscribed of every channel that you use; delivered, bounced and spammed make the results more complete. As Send Frequency choose every time it happens. Do not save yet.`,
      expect: 'The page of the webhook shows a signing key.',
    },
    {
      key: 'signing-key',
      title: 'Store the signing key',
      proof: ['verified'],
      enters: ['setting:signing_key'],
      text: 'Copy the signing key from the page of the webhook into the setting "Webhook signing key" in Parley, save it, and then click Save and Enable Webhook in Customer.io.',
      expect:
        'Send Test, on the same page in Customer.io, gets 200. Until both sides have the key, Parley refuses every report.',
    },
    {
      key: 'ask',
      title: 'Request the copy in the workflow',
      proof: ['asked'],
      text: `Drag Send and receive data (a Webhook Action) into the workflow, before the message, and click Add Request. Choose POST, and paste the URL, the headers and the body from below. Replace the placeholder with a key of this organisation with the scope "serve". Put attributes of the person that choose between variants into attrs, each as "name": {{ customer.name | default: "" | json }}.`,
      expect: 'Send test shows an answer with copy, tracking_id and decision_id.',
    },
    {
      key: 'keep',
      title: 'Store the answer',
      proof: ['traced'],
      text: `On the Response tab add two attributes: ${copyAttribute(setup)}, which is the copy, and ${trackingAttribute(setup)}, which identifies reports. Their values are below. (If you store them as journey data instead of customer attributes, read them with journey instead of customer.)`,
      expect: 'After a test the sample person has both attributes.',
    },
    {
      key: 'message',
      title: 'Put the copy into the message',
      proof: ['traced'],
      text: 'In the message that follows, paste each variable from below into its place, and end every link with the tracking parameter from below. Its clicks then match exactly, and so does every other report of the same message. If a link already has a question mark, use & instead.',
      expect: 'The preview shows copy from Parley, and links that end in trk= and an id.',
    },
    {
      key: 'activate',
      title: 'Activate the action',
      proof: ['sent'],
      text: 'Open the settings of the Send and receive data action and change its Sending behavior from Draft to Send automatically.',
      expect: 'People who enter the workflow get the attributes, and this template counts decisions.',
    },
    {
      key: 'ids',
      title: 'Enter the campaign',
      proof: ['ids'],
      text: 'In the integration settings of the template enter the id of the campaign (it is in its address in Customer.io) and of the message. If Customer.io makes the split between control and treatment, set the split to external and enter the ids of the control messages as well.',
      expect: 'Reports of messages without a tracking id are matched by campaign, message and person.',
    },
  ]
}

function snippets(setup: Setup): readonly Snippet[] {
  const { endpointUrl, publicUrl, org, template } = setup
  const action = 'The request of the Send and receive data action'
  return [
    {
      key: 'reporting-webhook',
      step: 'reporting-webhook',
      title: 'Webhook endpoint',
      where: 'Reporting Webhooks > Add Reporting Webhook > Webhook Endpoint',
      language: 'url',
      code: endpointUrl,
    },
    {
      key: 'action-url',
      step: 'ask',
      title: 'URL of the request (POST)',
      where: `${action}: URL`,
      language: 'url',
      code: `${publicUrl}/api/generate/${org}`,
    },
    {
      key: 'action-headers',
      step: 'ask',
      title: 'Headers of the request',
      where: `${action}: headers`,
      language: 'http',
      code: `X-Api-Key: ${API_KEY_PLACEHOLDER}\nContent-Type: application/json`,
    },
    {
      key: 'action-body',
      step: 'ask',
      title: 'Body of the request',
      where: `${action}: body`,
      language: 'liquid',
      // The json filter also writes the quotes, so no name or address can break the body.
      code: `{
  "template_id": ${JSON.stringify(template.id)},
  "user_id": {{ customer.id | default: "" | json }},
  "email": {{ customer.email | default: "" | json }},
  "attrs": {}
}`,
    },
    {
      key: 'response-copy',
      step: 'keep',
      title: `Attribute ${copyAttribute(setup)}`,
      where: `Response tab, as the value of ${copyAttribute(setup)}`,
      language: 'liquid',
      code: '{{ response.copy | json }}',
    },
    {
      key: 'response-tracking-id',
      step: 'keep',
      title: `Attribute ${trackingAttribute(setup)}`,
      where: `Response tab, as the value of ${trackingAttribute(setup)}`,
      language: 'liquid',
      code: '{{ response.tracking_id }}',
    },
    ...template.variables.map(
      (variable): Snippet => ({
        key: `variable-${variable}`,
        step: 'message',
        title: `Variable ${variable}`,
        where: `The message, where ${variable} belongs`,
        language: 'liquid',
        code: `{{ ${ofCustomer(copyAttribute(setup))}.vars.${variable} }}`,
      }),
    ),
    {
      key: 'link',
      step: 'message',
      title: 'Tracking parameter of a link',
      where: 'The message, at the end of every link',
      language: 'liquid',
      code: `?trk={{ ${ofCustomer(trackingAttribute(setup))} }}`,
    },
  ]
}

/** Template ids may have hyphens and dots, which have another meaning in Liquid. */
const ofCustomer = (attribute: string): string =>
  /^\w+$/.test(attribute) ? `customer.${attribute}` : `customer["${attribute}"]`
