import type { IntegrationField, SettingField } from '../platform.ts'

export const SETTINGS: readonly SettingField[] = [
  {
    key: 'issuer',
    label: 'JWT issuer',
    kind: 'text',
    required: false,
    help: 'The expected iss claim of the token, if the feedback webhook uses JWT Authentication.',
  },
  {
    key: 'audience',
    label: 'JWT audience',
    kind: 'text',
    required: false,
    help: 'The expected aud claim of the token. Empty means that it is not checked.',
  },
  {
    key: 'jwks_url',
    label: 'Key set URL (JWKS)',
    kind: 'text',
    required: false,
    isAddress: true,
    help: 'The address of the public keys that verify tokens with RS, PS or ES algorithms.',
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
    help: 'The same four settings in one: {"issuer": …, "audience": …, "jwks_url": …, "secret": …}. If both are set, the single settings take precedence.',
  },
  {
    key: 'header_name',
    label: 'Header name',
    kind: 'text',
    required: false,
    help: 'The name of a header from Header Parameters of the feedback webhook. Every call must contain it. Not needed if the webhook sends an ingest key of this organisation as X-Api-Key.',
  },
  {
    key: 'header_value',
    label: 'Header value',
    kind: 'secret',
    required: false,
    help: 'The expected value of that header.',
  },
  {
    key: 'client_id',
    label: 'Client ID',
    kind: 'text',
    required: false,
    help: 'From the OAuth Server-to-Server credential in Adobe Developer Console. Needed to verify the connection and to send messages.',
  },
  {
    key: 'client_secret',
    label: 'Client secret',
    kind: 'secret',
    required: false,
    help: 'From the same credential.',
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
    help: 'The scopes of the credential, separated by commas. Empty means the default scopes of Journey Optimizer projects.',
  },
  {
    key: 'ims_url',
    label: 'Sign-in address',
    kind: 'text',
    required: false,
    isAddress: true,
    help: 'For a proxy: the address for access tokens, instead of https://ims-na1.adobelogin.com.',
  },
  {
    key: 'base_url',
    label: 'API address',
    kind: 'text',
    required: false,
    isAddress: true,
    help: 'For a proxy: the address of the API, instead of https://platform.adobe.io.',
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
    help: 'Only to distinguish versions of one campaign; every edit creates a new version. Separate several with commas.',
  },
  {
    key: 'control_campaign_id',
    label: 'Control campaign ID',
    help: 'The campaign that sends the control, if you make the split yourself. Separate several with commas.',
  },
  {
    key: 'control_campaign_version_id',
    label: 'Control campaign version ID',
    help: 'The version that sends the control, if it is a version of the same campaign. Separate several with commas.',
  },
]
