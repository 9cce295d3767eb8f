import { API_KEY_PLACEHOLDER, type Guide, type Setup, type Step } from '../guide.ts'
import { snippetsOf } from './snippets.ts'

/** How to connect Marketing Cloud: first the reports, then the copy. */
export const guide = (setup: Setup): Guide => ({
  steps: [...reportSteps(setup), ...copySteps(setup)],
  snippets: snippetsOf(setup),
})

const reportSteps = ({ endpointUrl }: Setup): readonly Step[] => [
  {
    title: 'Make a package',
    text: 'In Marketing Cloud open Setup > Apps > Installed Packages, press New, then Add Component > API Integration > Server-to-Server. Under Event Notifications tick Callbacks and Subscriptions: Read, Create, Update and Delete. Choose the business unit that sends the messages.',
    expect: 'The component shows a Client Id, a Client Secret, and Base URIs for Authentication and REST.',
  },
  {
    title: 'Enter the credentials here',
    text: 'Enter subdomain (what stands before .rest.marketingcloudapis.com), client_id and client_secret in the settings of Salesforce Marketing Cloud, save, and press Verify. Do this before the next step, so that Parley can confirm the callback.',
    expect:
      'Verify says that signing in and confirming callbacks work. New permissions may take five minutes.',
  },
  {
    title: 'Create the callback',
    text: `Send the call "Get a token" with your own values, then "Create the callback" with the access_token of its answer. The address is ${endpointUrl}: it has to be reachable from the internet by https, without a port.`,
    expect:
      'The answer is 201 with callbackId and signatureKey. Keep the signatureKey: it is never shown again.',
  },
  {
    title: 'Enter the key of the callback here',
    text: 'Enter the signatureKey as signature_key and the callbackId as callback_id.',
    expect:
      'The inbound log has a handshake with the outcome "confirmed". If it says "unconfirmed", its reason says what to do; Parley tries again for four hours.',
  },
  {
    title: 'Subscribe to events',
    text: 'Send the call "Subscribe the callback to events" with your callbackId.',
    expect: 'The answer is 201 and the status of the subscription is active. Verify finds it.',
  },
]

const copySteps = ({ publicUrl, template }: Setup): readonly Step[] => [
  {
    title: 'Let the email ask for its copy',
    text: `Paste "Ask for the copy" at the top of the email’s HTML in Content Builder (an HTML block, or a code snippet of its own) and replace ${API_KEY_PLACEHOLDER} with a key of this organisation that has the scope serve. The call goes to ${publicUrl} once for every email that is made.`,
    expect:
      'Preview and Test shows the copy. A preview has no job, so Parley answers it and does not count it.',
  },
  {
    title: 'Put the copy in its places',
    text: `Paste one piece for each variable (${template.variables.join(', ')}) where its text belongs. The HTML is worked out before the subject line, so the subject may use what the script has set.`,
    expect: 'The email reads as before when Parley cannot be reached: then the text in quotes is used.',
  },
  {
    title: 'Mark the links',
    text: 'Add "Mark the links" to the links of the email. Opens, clicks and unsubscribes are matched by the job and subscriber they carry; the mark in the link matches clicks even where Marketing Cloud leaves these out.',
    expect: 'A click in the inbound log has your tracking id.',
  },
  {
    title: 'Enter the ids of the message',
    text: 'In the integration settings of the template enter the definition key of transactional sends, and the one of the control when Journey Builder makes the split. If your own backend sends, use "Send through the Transactional Messaging API": its message key is the tracking id, and the email needs an attribute ParleyTrackingId in its data extension.',
    expect:
      'Send a message to yourself, open it and click: within seconds all three show in the inbound log as counted.',
  },
]
