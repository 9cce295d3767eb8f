import type { IntegrationField, SettingField } from '../platform.ts'

export const SETTINGS: readonly SettingField[] = [
  {
    key: 'signing_key',
    label: 'Webhook signing key',
    kind: 'secret',
    required: true,
    several: true,
    help: 'In Customer.io: Data & Integrations > Integrations > Reporting Webhooks, on the page of the webhook. For more workspaces, add a key for each, with a name.',
  },
  {
    key: 'app_api_key',
    label: 'App API key',
    kind: 'secret',
    required: false,
    help: 'To list campaigns and to send messages. In Customer.io: Settings > Workspace Settings > API and Webhook Credentials > App API Keys.',
  },
  {
    key: 'region',
    label: 'Region',
    kind: 'text',
    required: false,
    help: 'The region of the account: us or eu. Empty means us.',
  },
  {
    key: 'base_url',
    label: 'Address of the App API',
    kind: 'text',
    required: false,
    isAddress: true,
    help: "Only if it differs from the region's address, such as behind a proxy. Without /v1.",
  },
]

const SEVERAL = 'Several ids are separated by commas.'

export const INTEGRATION: readonly IntegrationField[] = [
  {
    key: 'campaign_id',
    label: 'Campaign ID',
    help: `The campaign that sends the message; reports name it campaign_id. ${SEVERAL}`,
    where: 'Open the campaign in Customer.io: its address has the number after campaigns/.',
  },
  {
    key: 'action_id',
    label: 'Action ID',
    help: `The message of the treatment branch; reports name it action_id. ${SEVERAL}`,
    where: 'Send one message, and read action_id in its report under Events.',
  },
  {
    key: 'webhook_action_id',
    label: 'Webhook Action ID',
    help: 'The Send and receive data action that requests the copy from Parley. Its reports share a journey_id with those of the message.',
    where: 'Send one message: the report of object type webhook under Events has it as action_id.',
  },
  {
    key: 'control_action_id',
    label: 'Control Action ID',
    help: `The message of the control branch. Needed if Customer.io makes the split. ${SEVERAL}`,
    where: 'Send one message of the control branch, and read action_id in its report under Events.',
  },
  {
    key: 'control_campaign_id',
    label: 'Control Campaign ID',
    help: `If Customer.io makes the split and the control has its own campaign. ${SEVERAL}`,
  },
  {
    key: 'broadcast_id',
    label: 'Broadcast ID',
    help: `For an API-triggered broadcast instead of a campaign. ${SEVERAL}`,
  },
  {
    key: 'newsletter_id',
    label: 'Newsletter ID',
    help: `For a newsletter instead of a campaign. ${SEVERAL}`,
  },
  {
    key: 'content_id',
    label: 'Newsletter variation ID',
    help: `The variation of the newsletter's A/B test with the treatment; reports name it content_id. ${SEVERAL}`,
  },
  {
    key: 'control_content_id',
    label: 'Control newsletter variation ID',
    help: `The variation of the newsletter's A/B test that is the control. ${SEVERAL}`,
  },
  {
    key: 'transactional_message_id',
    label: 'Transactional message ID',
    help: `For a transactional message instead of a campaign. ${SEVERAL}`,
  },
  {
    key: 'control_transactional_message_id',
    label: 'Control transactional message ID',
    help: `The transactional message of the control, if the sender makes the split. ${SEVERAL}`,
  },
]
