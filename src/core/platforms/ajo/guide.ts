import { API_KEY_PLACEHOLDER, type Guide, type Setup, type Step } from '../guide.ts'
import { snippetsFor } from './snippets.ts'

export const guide = (setup: Setup): Guide => ({ steps: stepsFor(setup), snippets: snippetsFor(setup) })

const stepsFor = ({ endpointUrl, publicUrl, org, template }: Setup): readonly Step[] => [
  {
    title: 'Make the keys',
    text: 'In Parley, under API keys, make a key with the scope ingest for Adobe, and one with the scope serve for your backend.',
    expect: 'Each key is shown once. Keep both until you have pasted them.',
  },
  {
    title: 'Create the feedback webhook',
    text: `In Journey Optimizer, open Administration > Channels > Feedback webhook settings and click Create Feedback Webhook. Enter a Webhook Name, select the Channels (Email, SMS), and as Webhook URL ${endpointUrl}. Under Authentication leave No Authentication; under Header Parameters add X-Api-Key with the ingest key (${API_KEY_PLACEHOLDER}). Click Submit. There can be one webhook for each organization and sandbox.`,
    expect: 'The webhook is in the list. Nothing arrives yet: it has to be enabled in a campaign.',
  },
  {
    title: 'Or let the webhook show a token',
    text: 'If you choose JWT Authentication instead, enter here, in the settings of this platform, the issuer and audience of its tokens and either the shared secret or the URL of the key set. A header of your own can be asked for as well (header_name, header_value). Every check that is set has to pass; then no ingest key is needed.',
    expect:
      'Calls with another token, an expired one or none are refused with 401, and the log of Parley says why.',
  },
  {
    title: 'Put the wording into the campaign',
    text: 'Open the API triggered campaign (type Transactional) and edit its content. Instead of fixed texts, paste the lines of “The wording in the message” into their fields. The personalization editor does not list them: what a call passes as context is only known when it is made.',
    expect: 'With Simulate content and sample input data, the message shows what you enter there.',
  },
  {
    title: 'Enable webhooks in the campaign',
    text: 'On the Audience tab of the campaign, switch Enable webhooks on. Review and activate the campaign.',
    expect: 'The campaign is live and shows its id.',
  },
  {
    title: 'Tell Parley which campaign it is',
    text: `In Parley, open the template ${template.id}, and under Integration enter the Campaign ID.`,
    expect:
      'Reports are recognised by campaign and person even when they carry a request id that Parley does not know.',
  },
  {
    title: 'Ask Parley, then trigger the campaign',
    text: `Before it calls executions/unitary, your backend asks ${publicUrl}/api/generate/${org} for the wording, with an id of this one message as tracking_id. It passes copy.vars in the context of the recipient, and the same id as requestId: reports bring it back, and that makes the match exact. One recipient for each call: recipients of one call share its requestId.`,
    expect:
      'Adobe answers 202 with an executionId. Minutes later the inbound log of Parley shows message.feedback:sent and then message.feedback:delivered, counted.',
  },
  {
    title: 'Report clicks and conversions yourself',
    text: 'The feedback webhook tells of sends, deliveries, bounces and errors, never of opens or clicks. Let links carry the tracking id, as trk, and let the page they lead to, or a redirect of yours, report the click; your shop reports conversions the same way. Choose a key metric that you report: without opens, an open rate would stay at nothing.',
    expect: 'A click on a link of a message to yourself shows in the results of its variant within seconds.',
  },
  {
    title: 'Let Parley check the connection',
    text: 'To verify the credentials, add the APIs Adobe Journey Optimizer and Experience Platform to a project in Adobe Developer Console with OAuth Server-to-Server, enter its Client ID, Client Secret and Organization ID in the settings of this platform, and press Verify.',
    expect: 'Every line says works, or which permission is missing.',
  },
]
