import { API_KEY_PLACEHOLDER, type Guide, type Setup, type Step } from '../guide.ts'
import { snippetsFor } from './snippets.ts'

export const guide = (setup: Setup): Guide => ({ steps: stepsFor(setup), snippets: snippetsFor(setup) })

const stepsFor = ({ endpointUrl, publicUrl, org, template }: Setup): readonly Step[] => [
  {
    key: 'keys',
    title: 'Create the keys',
    proof: ['serve-key', 'ingest-key'],
    text: 'In Parley, under API keys, create a key with the scope ingest for Adobe, and one with the scope serve for your backend.',
    expect: 'Each key is shown once. Keep both until you have pasted them.',
  },
  {
    key: 'feedback-webhook',
    title: 'Create the feedback webhook',
    proof: ['verified'],
    text: `In Journey Optimizer, open Administration > Channels > Feedback webhook settings and click Create Feedback Webhook. Enter a Webhook Name, select the Channels (Email, SMS), and as Webhook URL ${endpointUrl}. Under Authentication leave No Authentication; under Header Parameters add X-Api-Key with the ingest key (${API_KEY_PLACEHOLDER}). Click Submit. There can be one webhook for each organization and sandbox.`,
    expect: 'The webhook is in the list. Nothing arrives yet: you must first enable it in a campaign.',
  },
  {
    key: 'token',
    title: 'Alternative: authenticate with a token',
    proof: ['setting:issuer'],
    enters: ['setting:audience', 'setting:secret', 'setting:jwks_url'],
    isOptional: true,
    text: 'If you choose JWT Authentication instead, enter in the settings of this platform the issuer and audience of the tokens, and either the shared secret or the URL of the key set. You may also require a custom header (header_name, header_value). Every configured check must pass; then no ingest key is needed.',
    expect:
      'Parley refuses calls without a token, with an expired token or with a wrong token with 401. Parley’s log gives the reason.',
  },
  {
    key: 'content',
    title: 'Put the copy into the campaign',
    text: 'Open the API triggered campaign (type Transactional) and edit its content. Instead of fixed texts, paste the lines of “The copy in the message” into their fields. The personalization editor does not list them, because the context exists only during a call.',
    expect: 'With Simulate content and sample input data, the message shows the values that you enter there.',
  },
  {
    key: 'enable',
    title: 'Enable webhooks in the campaign',
    proof: ['sent'],
    text: 'On the Audience tab of the campaign, switch Enable webhooks on. Review and activate the campaign.',
    expect: 'The campaign is live and shows its id.',
  },
  {
    key: 'ids',
    title: 'Enter the campaign in Parley',
    proof: ['ids'],
    text: `In Parley, open the template ${template.id}, and under Integration enter the Campaign ID.`,
    expect: 'Parley matches reports by campaign and person, even if it does not know their request id.',
  },
  {
    key: 'ask',
    title: 'Request the copy, then trigger the campaign',
    proof: ['asked'],
    text: `Before your backend calls executions/unitary, it requests the copy from ${publicUrl}/api/generate/${org}, with an id of this one message as tracking_id. It passes copy.vars in the context of the recipient, and the same id as requestId. Reports contain this id, so the match is exact. Use one recipient for each call, because the recipients of one call share its requestId.`,
    expect:
      'Adobe answers 202 with an executionId. Minutes later the inbound log of Parley shows message.feedback:sent and then message.feedback:delivered, counted.',
  },
  {
    key: 'clicks',
    title: 'Report clicks and conversions yourself',
    proof: ['clicked'],
    text: 'The feedback webhook reports sends, deliveries, bounces and errors, but no opens or clicks. Add the tracking id to links as trk, and report the click from the landing page or from your own redirect. Your shop reports conversions the same way. Choose a key metric that you report: without opens, an open rate would stay at zero.',
    expect: 'Click a link in a test message. The click appears in the results of its variant within seconds.',
  },
  {
    key: 'verify',
    title: 'Let Parley check the connection',
    proof: ['setting:client_id', 'setting:client_secret'],
    enters: ['setting:ims_org_id'],
    isOptional: true,
    text: 'To verify the credentials, add the APIs Adobe Journey Optimizer and Experience Platform to a project in Adobe Developer Console with OAuth Server-to-Server, enter its Client ID, Client Secret and Organization ID in the settings of this platform, and press Verify.',
    expect: 'Every line says that it works, or names the missing permission.',
  },
]
