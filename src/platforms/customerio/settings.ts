import type { IntegrationField, SettingField } from '../platform.ts'

export const SETTINGS: readonly SettingField[] = [
  {
    key: 'signing_key',
    label: 'Webhook signing key',
    kind: 'secret',
    required: true,
    help: 'In Customer.io: Data & Integrations > Integrations > Reporting Webhooks, on the page of the webhook.',
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
    help: 'Where the account lives: us or eu. Empty means us.',
  },
]

export const INTEGRATION: readonly IntegrationField[] = [
  {
    key: 'campaign_id',
    label: 'Campaign ID',
    help: 'The campaign that sends the message; reports name it campaign_id.',
  },
  {
    key: 'action_id',
    label: 'Action ID',
    help: 'The message of the treatment branch; reports name it action_id.',
  },
  {
    key: 'control_action_ids',
    label: 'Control action IDs',
    help: 'The messages of the control branch, separated by commas. Needed when Customer.io makes the split.',
  },
  {
    key: 'broadcast_id',
    label: 'Broadcast ID',
    help: 'For an API-triggered broadcast instead of a campaign.',
  },
  { key: 'newsletter_id', label: 'Newsletter ID', help: 'For a newsletter instead of a campaign.' },
  {
    key: 'transactional_message_id',
    label: 'Transactional message ID',
    help: 'For a transactional message instead of a campaign.',
  },
  {
    key: 'webhook_action_id',
    label: 'Webhook action ID',
    help: 'The Webhook Action that asks Parley for the copy. Its reports share a journey_id with those of the message.',
  },
]
