import { API_KEY_PLACEHOLDER, type Setup, type Snippet } from '../guide.ts'
import { listOf } from '../integration-list.ts'

/** The events of the subscription: all events that count, and events that explain why something did not count. */
const EVENT_TYPES = [
  'TransactionalSendEvents.EmailSent',
  'TransactionalSendEvents.EmailNotSent',
  'TransactionalSendEvents.EmailBounced',
  'EngagementEvents.EmailOpen',
  'EngagementEvents.EmailClick',
  'EngagementEvents.EmailUnsubscribe',
  'TransactionalSendEvents.SmsSent',
  'TransactionalSendEvents.SmsNotSent',
  'TransactionalSendEvents.SmsDelivered',
  'TransactionalSendEvents.SmsBounced',
]

const REST = 'https://YOUR_SUBDOMAIN.rest.marketingcloudapis.com'

export function snippetsOf(setup: Setup): readonly Snippet[] {
  return [tokenCall, callbackCall(setup), subscriptionCall, script(setup), ...outputs(setup), sendCall(setup)]
}

const tokenCall: Snippet = {
  key: 'token',
  step: 'callback',
  title: 'Get a token',
  where: 'A REST client such as Postman or curl. The token is valid for 20 minutes.',
  language: 'http',
  code: post('https://YOUR_SUBDOMAIN.auth.marketingcloudapis.com/v2/token', undefined, {
    grant_type: 'client_credentials',
    client_id: 'YOUR_CLIENT_ID',
    client_secret: 'YOUR_CLIENT_SECRET',
  }),
}

const callbackCall = ({ org, endpointUrl }: Setup): Snippet => ({
  key: 'callback',
  step: 'callback',
  title: 'Create the callback',
  where: 'The same REST client.',
  language: 'http',
  code: post(`${REST}/platform/v1/ens-callbacks`, 'YOUR_ACCESS_TOKEN', [
    { callbackName: `Parley ${org}`, url: endpointUrl, maxBatchSize: 1000 },
  ]),
})

const subscriptionCall: Snippet = {
  key: 'subscription',
  step: 'subscribe',
  title: 'Subscribe the callback to events',
  where: 'The same REST client.',
  language: 'http',
  code: post(`${REST}/platform/v1/ens-subscriptions`, 'YOUR_ACCESS_TOKEN', [
    {
      callbackId: 'YOUR_CALLBACK_ID',
      subscriptionName: 'Parley',
      eventCategoryTypes: EVENT_TYPES,
      filters: [],
    },
  ]),
}

function post(url: string, token: string | undefined, body: unknown): string {
  const headers = ['Content-Type: application/json', ...(token ? [`Authorization: Bearer ${token}`] : [])]
  return [`POST ${url}`, ...headers, '', JSON.stringify(body, null, 2)].join('\n')
}

/**
 * Requests the copy while the email is rendered. Marketing Cloud runs JavaScript of 1999 on .NET: no JSON object, no
 * const, answers that are not strings. On any error, the email keeps its own text.
 */
function script({ org, publicUrl, template }: Setup): Snippet {
  const setVariables = template.variables.map(
    name => `    Variable.SetValue("${variableOf(name)}", answer.copy.vars[${literal(name)}]);`,
  )
  return {
    key: 'generate',
    step: 'ask',
    title: 'Ask for the copy',
    where: 'The top of the email’s HTML, before all places that use the copy.',
    language: 'ssjs',
    code: `<script runat="server">
Platform.Load("Core", "1.1.5");
(function () {
  function attribute(name) {
    try { return String(Attribute.GetValue(name) || ""); } catch (missing) { return ""; }
  }
  // Marketing Cloud's id of this email in its reports. Empty in a preview, which Parley does not count.
  function messageId() {
    var job = attribute("jobid"), list = attribute("listid");
    var batch = attribute("_JobSubscriberBatchID"), subscriber = attribute("subscriberid");
    if (attribute("_messagecontext") === "PREVIEW" || !(Number(job) > 0)) return "";
    return list && batch && subscriber ? [job, list, batch, subscriber].join(".") : null;
  }
  try {
    var data = { template_id: ${literal(template.id)}, fields: {}, attrs: {} };
    data.user_id = attribute("_subscriberkey");
    data.email = attribute("emailaddr");
    var trackingId = attribute("ParleyTrackingId") || messageId();
    if (trackingId !== null) data.tracking_id = trackingId;
    var request = new Script.Util.HttpRequest(${literal(`${publicUrl}/api/generate/${encodeURIComponent(org)}`)});
    request.method = "POST";
    request.contentType = "application/json; charset=utf-8";
    request.encoding = "UTF-8";
    request.emptyContentHandling = 0;
    request.retries = 1;
    request.continueOnError = true;
    request.setHeader("X-Api-Key", ${literal(API_KEY_PLACEHOLDER)});
    request.postData = Stringify(data);
    var response = request.send();
    if (Number(response.statusCode) !== 200) return;
    var answer = Platform.Function.ParseJSON(String(response.content));
    Variable.SetValue("@parley_tracking_id", answer.tracking_id);
${setVariables.join('\n')}
  } catch (failure) {
    // The email is sent with its own text.
  }
})();
</script>`,
  }
}

/** Text as a JavaScript string that cannot end the surrounding script. */
const literal = (text: string): string =>
  JSON.stringify(text).replace(
    /[<\u2028\u2029]/g,
    char => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )

/** The AMPscript variable for a variable of the copy. */
export const variableOf = (name: string): string => `@parley_${name.replace(/\W/g, '_')}`

function outputs({ template }: Setup): readonly Snippet[] {
  const copies = template.variables.map(name => ({
    key: `output-${name}`,
    step: 'places',
    title: `Put in ${name}`,
    where:
      'The place of the text: the subject line, the preheader or the body. Write your present text in the quotes.',
    language: 'ampscript' as const,
    code: `%%=IIF(EMPTY(${variableOf(name)}), "YOUR PRESENT TEXT", ${variableOf(name)})=%%`,
  }))
  const link: Snippet = {
    key: 'link',
    step: 'links',
    title: 'Mark the links',
    where:
      'At the end of every link of the email that should count. If the link already has a ?, use & instead.',
    language: 'ampscript',
    code: '?trk=%%=URLEncode(@parley_tracking_id, 1, 1)=%%',
  }
  return [...copies, link]
}

const sendCall = ({ template }: Setup): Snippet => ({
  key: 'transactional-send',
  step: 'ids',
  title: 'Send through the Transactional Messaging API',
  where:
    'Your own backend, if it sends the message. MESSAGE_KEY is your own id, new for every message, of at most 100 characters.',
  language: 'http',
  code: post(`${REST}/messaging/v1/email/messages/MESSAGE_KEY`, 'YOUR_ACCESS_TOKEN', {
    definitionKey: listOf(template.integration['definition_key'])[0] ?? 'YOUR_DEFINITION_KEY',
    recipient: {
      contactKey: 'SUBSCRIBER_KEY',
      to: 'RECIPIENT_ADDRESS',
      attributes: { ParleyTrackingId: 'MESSAGE_KEY' },
    },
  }),
})
