import type { IntegrationField, SettingField } from '../platform.ts'

export const SETTINGS: readonly SettingField[] = [
  {
    key: 'issuer',
    label: 'JWT issuer',
    kind: 'text',
    required: false,
    help: 'What the iss claim of the token has to say, when the feedback webhook uses JWT Authentication.',
  },
  {
    key: 'audience',
    label: 'JWT audience',
    kind: 'text',
    required: false,
    help: 'What the aud claim of the token has to contain. Empty means that it is not checked.',
  },
  {
    key: 'jwks_url',
    label: 'Key set URL (JWKS)',
    kind: 'text',
    required: false,
    help: 'Where the public keys are published that tokens signed with RS, PS or ES algorithms are checked with.',
  },
  {
    key: 'secret',
    label: 'JWT shared secret',
    kind: 'secret',
    required: false,
    help: 'The secret of tokens signed with HS256, HS384 or HS512. A public key (PEM) does not belong here: publish it as a key set.',
  },
  {
    key: 'jwt',
    label: 'JWT checks as JSON',
    kind: 'secret',
    required: false,
    help: 'The same four in one: {"issuer": …, "audience": …, "jwks_url": …, "secret": …}. Where both are set, the single settings win.',
  },
  {
    key: 'header_name',
    label: 'Header name',
    kind: 'text',
    required: false,
    help: 'A header from Header Parameters of the feedback webhook that every call has to carry. Not needed when the webhook sends an ingest key of this organisation as X-Api-Key.',
  },
  {
    key: 'header_value',
    label: 'Header value',
    kind: 'secret',
    required: false,
    help: 'What that header has to say.',
  },
  {
    key: 'client_id',
    label: 'Client ID',
    kind: 'text',
    required: false,
    help: 'Of the OAuth Server-to-Server credential in Adobe Developer Console. Needed to verify the connection and to send messages.',
  },
  {
    key: 'client_secret',
    label: 'Client secret',
    kind: 'secret',
    required: false,
    help: 'Of the same credential.',
  },
  {
    key: 'ims_org_id',
    label: 'Organization ID',
    kind: 'text',
    required: false,
    help: 'The IMS organisation, such as 1234567890ABCDEF@AdobeOrg, from the same page of Adobe Developer Console.',
  },
  {
    key: 'sandbox_name',
    label: 'Sandbox name',
    kind: 'text',
    required: false,
    help: 'The Adobe sandbox of the campaigns. Empty means prod.',
  },
  {
    key: 'scopes',
    label: 'Scopes',
    kind: 'text',
    required: false,
    help: 'Of the credential, separated by commas. Empty means the ones that Adobe gives to Journey Optimizer projects.',
  },
  {
    key: 'ims_url',
    label: 'Sign-in address',
    kind: 'text',
    required: false,
    help: 'Another address than https://ims-na1.adobelogin.com to get access tokens from, for a proxy.',
  },
  {
    key: 'base_url',
    label: 'API address',
    kind: 'text',
    required: false,
    help: 'Another address than https://platform.adobe.io for the API, for a proxy.',
  },
]

export const INTEGRATION: readonly IntegrationField[] = [
  {
    key: 'campaign_id',
    label: 'Campaign ID',
    help: 'The API triggered campaign that sends the message; reports name it campaignID. Several are separated by commas.',
  },
  {
    key: 'campaign_version_id',
    label: 'Campaign version ID',
    help: 'Only when versions of one campaign are to be told apart; every edit makes a new one. Several are separated by commas.',
  },
  {
    key: 'control_campaign_id',
    label: 'Control campaign ID',
    help: 'The campaign that sends the control, when you make the split yourself. Several are separated by commas.',
  },
  {
    key: 'control_campaign_version_id',
    label: 'Control campaign version ID',
    help: 'The version that sends the control, when it is a version of the same campaign. Several are separated by commas.',
  },
]
