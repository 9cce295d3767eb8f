import { API_KEY_PLACEHOLDER, type Guide, type Setup, type Step } from '../guide.ts'
import { snippetsOf } from './snippets.ts'

/** How to connect Marketing Cloud: first the reports, then the copy. */
export const guide = (setup: Setup): Guide => ({
  steps: [...reportSteps(setup), ...copySteps(setup)],
  snippets: snippetsOf(setup),
})

const reportSteps = ({ endpointUrl }: Setup): readonly Step[] => [
  {
    key: 'package',
    title: 'Create a package',
    proof: ['setting:client_id'],
    text: 'In Marketing Cloud open Setup > Apps > Installed Packages, press New, then Add Component > API Integration > Server-to-Server. Under Event Notifications tick Callbacks and Subscriptions: Read, Create, Update and Delete. Choose the business unit that sends the messages.',
    expect: 'The component shows a Client Id, a Client Secret, and Base URIs for Authentication and REST.',
  },
  {
    key: 'credentials',
    title: 'Enter the credentials in Parley',
    proof: ['setting:subdomain', 'setting:client_id', 'setting:client_secret'],
    text: 'Enter subdomain (the part before .rest.marketingcloudapis.com), client_id and client_secret in the settings of Salesforce Marketing Cloud, save, and press Verify. Do this before the next step, so that Parley can confirm the callback.',
    expect:
      'Verify says that signing in works and that Parley may confirm callbacks. New permissions may take five minutes.',
  },
  {
    key: 'callback',
    title: 'Create the callback',
    proof: ['called'],
    text: `Send the call "Get a token" with your own values, then "Create the callback" with the access_token of its answer. The address is ${endpointUrl}. It must be reachable from the internet over https, without a port.`,
    expect:
      'The answer is 201 with callbackId and signatureKey. Store the signatureKey: it is never shown again.',
  },
  {
    key: 'signature-key',
    title: 'Enter the key of the callback in Parley',
    proof: ['setting:signature_key'],
    enters: ['setting:callback_id'],
    text: 'Enter the signatureKey as signature_key and the callbackId as callback_id.',
    expect:
      'The inbound log shows a handshake with the outcome "confirmed". If it shows "unconfirmed", follow its fix; Parley retries for four hours.',
  },
  {
    key: 'subscribe',
    title: 'Subscribe to events',
    proof: ['sent'],
    text: 'Send the call "Subscribe the callback to events" with your callbackId.',
    expect: 'The answer is 201 and the status of the subscription is active. Verify finds it.',
  },
]

const copySteps = ({ publicUrl, template }: Setup): readonly Step[] => [
  {
    key: 'ask',
    title: 'Request the copy in the email',
    proof: ['asked'],
    text: `Paste "Ask for the copy" at the top of the email’s HTML in Content Builder (an HTML block, or a separate code snippet) and replace ${API_KEY_PLACEHOLDER} with a key of this organisation that has the scope serve. Marketing Cloud calls ${publicUrl} once for every rendered email.`,
    expect:
      'Preview and Test shows the copy. A preview has no job, so Parley answers it and does not count it.',
  },
  {
    key: 'places',
    title: 'Put the copy into its places',
    proof: ['traced'],
    text: `Paste the snippet of each variable (${template.variables.join(', ')}) into its place. Marketing Cloud renders the HTML before the subject line, so the subject line may use the script’s variables.`,
    expect: 'If Parley cannot be reached, the email contains the text in quotes, as before.',
  },
  {
    key: 'links',
    title: 'Mark the links',
    proof: ['clicked'],
    text: 'Add "Mark the links" to the links of the email. Parley matches opens, clicks and unsubscribes by their job and subscriber. The tracking id in the link matches clicks even if Marketing Cloud omits these.',
    expect: 'A click in the inbound log has the tracking id.',
  },
  {
    key: 'ids',
    title: 'Enter the ids of the message',
    proof: ['ids'],
    text: 'In the integration settings of the template enter the definition key of transactional sends, and the control’s definition key if Journey Builder makes the split. If your own backend sends, use "Send through the Transactional Messaging API": its message key is the tracking id, and the email needs an attribute ParleyTrackingId in its data extension.',
    expect:
      'Send a test message, open it and click: within seconds the inbound log shows all three as counted.',
  },
]
