import type { IntegrationField, SettingField, Settings } from '../platform.ts'

export const SETTINGS: readonly SettingField[] = [
  {
    key: 'webhook_secret',
    label: 'Webhook secret',
    kind: 'secret',
    required: true,
    help: 'Signs what Chameleon sends. In Chameleon: Integrations > Webhooks (app.chameleon.io/integrations/webhooks).',
  },
  {
    key: 'account_secret',
    label: 'Account secret',
    kind: 'secret',
    required: false,
    help: 'To write the copy to profiles, and to check the set-up. In Chameleon: Settings > Integrations. It opens the whole account.',
  },
  {
    key: 'base_url',
    label: 'API address',
    kind: 'text',
    required: false,
    help: 'Another address of Chameleon’s API, such as that of a proxy. Empty means https://api.chameleon.io.',
  },
]

export const INTEGRATION: readonly IntegrationField[] = [
  {
    key: 'tour_id',
    label: 'Tour ID',
    help: 'The Tour that shows the copy; likewise the id of an Embeddable or a Microsurvey. Several are separated by commas. Also part of the names of the profile properties.',
  },
  {
    key: 'control_tour_id',
    label: 'Control Tour ID',
    help: 'The Tour with the control’s wording, when Chameleon makes the split. Several are separated by commas.',
  },
  {
    key: 'write_back',
    label: 'Write copy to profiles',
    help: 'Say "on" and every choice is written to the person’s profile in Chameleon. Needs the account secret and the Tour ID.',
  },
]

const API = 'https://api.chameleon.io'

/** The address of the API, without a trailing slash. */
export const apiOf = ({ base_url }: Settings): string => (base_url?.trim() || API).replace(/\/+$/, '')
