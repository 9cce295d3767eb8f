import type { IntegrationField, SettingField } from '../platform.ts'

export const SETTINGS: readonly SettingField[] = [
  {
    key: 'signature_key',
    label: 'Signature key',
    kind: 'secret',
    required: true,
    help: 'The signatureKey in the answer to the call that created the callback. Marketing Cloud shows it only once.',
  },
  {
    key: 'signature_key_encoding',
    label: 'Encoding of the signature key',
    kind: 'text',
    required: false,
    help: 'Leave empty. Enter base64 only if Parley refuses reports with a bad signature although the key is correct. Parley then also accepts a signature made with the decoded key.',
  },
  {
    key: 'callback_id',
    label: 'Callback ID',
    kind: 'text',
    required: false,
    help: 'The callbackId in the same answer. With it, Verify finds the callback and its subscriptions, and Parley confirms only this callback.',
  },
  {
    key: 'subdomain',
    label: 'Subdomain',
    kind: 'text',
    required: false,
    help: 'The first part of your REST Base URI, before .rest.marketingcloudapis.com. In Marketing Cloud: Setup > Apps > Installed Packages, in the API Integration of the package.',
  },
  {
    key: 'client_id',
    label: 'Client ID',
    kind: 'secret',
    required: false,
    help: 'From the same API Integration. Parley uses it to confirm the callback and for Verify.',
  },
  {
    key: 'client_secret',
    label: 'Client secret',
    kind: 'secret',
    required: false,
    help: 'From the same API Integration.',
  },
  {
    key: 'account_id',
    label: 'Business unit (MID)',
    kind: 'text',
    required: false,
    help: 'Only if the callback and the package belong to different business units.',
  },
  {
    key: 'base_url',
    label: 'REST address',
    kind: 'text',
    required: false,
    isAddress: true,
    help: 'Only for a proxy: the address to call instead of https://<subdomain>.rest.marketingcloudapis.com.',
  },
  {
    key: 'auth_url',
    label: 'Authentication address',
    kind: 'text',
    required: false,
    isAddress: true,
    help: 'Only for a proxy: the address to call instead of https://<subdomain>.auth.marketingcloudapis.com.',
  },
]

export const INTEGRATION: readonly IntegrationField[] = [
  {
    key: 'definition_key',
    label: 'Definition key',
    help: 'The send definition (definitionKey) of the message, for transactional sends. Separate several with commas.',
  },
  {
    key: 'control_definition_key',
    label: 'Control definition key',
    help: 'The send definitions of the control message, separated by commas, if Marketing Cloud makes the split.',
  },
  {
    key: 'job_id',
    label: 'Job ID',
    help: 'The send jobs (JobID) of the message, separated by commas, for other sends. Not needed if the message has a tracking id.',
  },
  {
    key: 'control_job_id',
    label: 'Control job ID',
    help: 'The send jobs of the control message, separated by commas, if Marketing Cloud makes the split.',
  },
  {
    key: 'email_id',
    label: 'Email ID',
    help: 'The emails (emailId) of the treatment, separated by commas. Only reports of transactional sends contain this id.',
  },
  {
    key: 'control_email_id',
    label: 'Control email ID',
    help: 'The emails of the control message, separated by commas, if Marketing Cloud makes the split.',
  },
]
