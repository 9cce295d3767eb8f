import type { IntegrationField, SettingField, Settings } from '../platform.ts'

export const SETTINGS: readonly SettingField[] = [
  {
    key: 'webhook_secret',
    label: 'Webhook secret',
    kind: 'secret',
    required: true,
    help: 'Verifies the signatures of Chameleon’s calls. In Chameleon: Integrations > Webhooks (app.chameleon.io/integrations/webhooks).',
  },
  {
    key: 'account_secret',
    label: 'Account secret',
    kind: 'secret',
    required: false,
    help: 'To write copy to profiles, and to verify the set-up. In Chameleon: Settings > Integrations. It gives access to the whole account.',
  },
  {
    key: 'base_url',
    label: 'API address',
    kind: 'text',
    required: false,
    isAddress: true,
    help: 'Another address of Chameleon’s API, such as that of a proxy. Empty means https://api.chameleon.io.',
  },
]

export const INTEGRATION: readonly IntegrationField[] = [
  {
    key: 'tour_id',
    label: 'Tour ID',
    help: 'The Tour that shows the copy, or an Embeddable or a Microsurvey. Separate several with commas. The id is also part of the names of the profile properties.',
  },
  {
    key: 'control_tour_id',
    label: 'Control Tour ID',
    help: 'The Tour with the control’s copy, if Chameleon makes the split. Separate several with commas.',
  },
  {
    key: 'write_back',
    label: 'Write copy to profiles',
    help: 'Set to "on" to write every choice to the person’s profile in Chameleon. Needs the account secret and the Tour ID.',
  },
]

const API = 'https://api.chameleon.io'

/** The address of the API, without a trailing slash. */
export const apiOf = ({ base_url }: Settings): string => (base_url?.trim() || API).replace(/\/+$/, '')
