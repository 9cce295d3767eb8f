import type { IntegrationField, SettingField, Settings } from '../../core/platforms/platform.ts'
import { type FieldError, Problem } from '../http/problem.ts'
import { pointerTo } from '../http/unprocessable.ts'
import type { Org, Template } from './catalog.ts'

export const TRANSPORTS = ['cio', 'ajo', 'smtp'] as const
export type TransportSlug = (typeof TRANSPORTS)[number]

/** A transport for messages that Parley sends itself, as configuration. */
export interface TransportDescription {
  readonly slug: TransportSlug
  readonly name: string
  /** The platform whose settings contain the credentials; null if the transport has its own settings. */
  readonly platform: string | null
  readonly settings: readonly SettingField[]
  /** The settings that sending requires. */
  readonly needs: readonly string[]
  /** The fields under `integration.deliver` of a template, besides `transport`. */
  readonly integration: readonly (IntegrationField & { readonly required: boolean })[]
}

/** The field of a template's `integration` with its transport. */
export const DELIVER = 'deliver'

const CHANNEL = {
  key: 'channel',
  label: 'Channel',
  required: false,
  help: "email, sms or push. Default: the template's channel.",
}

const DESCRIPTIONS: Readonly<Record<TransportSlug, Omit<TransportDescription, 'slug'>>> = {
  cio: {
    name: 'Customer.io transactional messages',
    platform: 'cio',
    settings: [],
    needs: ['app_api_key'],
    integration: [
      {
        key: 'transactional_message_id',
        label: 'Transactional message ID',
        required: true,
        help: 'The number or trigger name of the transactional message. Its content uses {{trigger.subject}} and so on.',
      },
      CHANNEL,
    ],
  },
  ajo: {
    name: 'Adobe Journey Optimizer API triggered campaigns',
    platform: 'ajo',
    settings: [],
    needs: ['client_id', 'client_secret', 'ims_org_id'],
    integration: [
      {
        key: 'campaign_id',
        label: 'Campaign ID',
        required: true,
        help: 'The API triggered campaign. Its content uses {{context.parley.subject}} and so on.',
      },
      {
        key: 'namespace',
        label: 'Identity namespace',
        required: false,
        help: 'The namespace of your user_id in Adobe. Without it, people are identified by their address or phone number.',
      },
      CHANNEL,
    ],
  },
  smtp: {
    name: 'SMTP',
    platform: null,
    needs: ['host', 'from'],
    settings: [
      setting('host', 'Host', true, 'The name of your mail server.'),
      setting('port', 'Port', false, 'Default: 587, with security tls 465.'),
      setting(
        'security',
        'Security',
        false,
        'starttls (the default), tls from the first byte, or none for a relay that the operator has allowed.',
      ),
      setting('user', 'User', false, 'If the server requires a login.'),
      { ...setting('password', 'Password', false, 'The password of that login.'), kind: 'secret' },
      setting('from', 'From', true, 'The sender, such as Acme <hello@acme.example>.'),
      setting('messages_per_minute', 'Messages a minute', false, 'The limit of the server. Default: 600.'),
    ],
    integration: [
      variable('subject_variable', 'Subject', 'Default: subject.'),
      variable('html_variable', 'HTML', 'Default: html, else body.'),
      variable('text_variable', 'Text', 'Default: text. Without it, Parley creates the text from the HTML.'),
      { key: 'from', label: 'From', required: false, help: "The sender, instead of the transport's sender." },
      { key: 'reply_to', label: 'Reply-To', required: false, help: 'Where answers go.' },
    ],
  },
}

function setting(key: string, label: string, required: boolean, help: string): SettingField {
  return { key, label, kind: 'text', required, help }
}

function variable(key: string, part: string, help: string) {
  return {
    key,
    label: `Variable of the ${part}`,
    required: false,
    help: `The template's variable that is the ${part}. ${help}`,
  }
}

export const describeTransport = (slug: TransportSlug): TransportDescription => ({
  slug,
  ...DESCRIPTIONS[slug],
})

export const isTransport = (text: string | undefined): text is TransportSlug =>
  TRANSPORTS.some(slug => slug === text)

/** The credentials: the platform's settings, or the transport's own. */
export const transportSettings = (org: Org, slug: TransportSlug): Settings => {
  const { platform } = DESCRIPTIONS[slug]
  return (platform === null ? org.transports.get(slug) : org.platforms.get(platform)) ?? {}
}

/** The transport settings of a template; undefined if it has none. */
export function transportOf({ integration }: Pick<Template, 'integration'>): TransportSlug | undefined {
  const slug = integration[DELIVER]?.['transport']
  return isTransport(slug) ? slug : undefined
}

/** The mistakes in the transport settings of a template. */
export function checkDelivery(ids: Readonly<Record<string, string>>): readonly FieldError[] {
  const wrong = (key: string, message: string) => ({ field: pointerTo('integration', DELIVER, key), message })
  const slug = ids['transport']
  if (!isTransport(slug)) return [wrong('transport', `"transport" must be one of ${TRANSPORTS.join(', ')}.`)]
  const { name, integration } = describeTransport(slug)
  const known = ['transport', ...integration.map(({ key }) => key)]
  const unknown = Object.keys(ids).filter(key => !known.includes(key))
  const missing = integration.filter(({ key, required }) => required && !ids[key])
  const { channel = 'email' } = ids
  return [
    ...unknown.map(key => wrong(key, `${name} has no field "${key}". It has ${known.join(', ')}.`)),
    ...missing.map(({ key, help }) => wrong(key, `"${key}" is required. ${help}`)),
    ...(['email', 'sms', 'push'].includes(channel)
      ? []
      : [wrong('channel', '"channel" must be email, sms or push.')]),
  ]
}

/** @throws Problem not-found, with a list of the existing transports */
export function findTransport(slug: string): TransportDescription {
  if (isTransport(slug)) return describeTransport(slug)
  throw new Problem('not-found', `There is no transport "${slug}". There are ${TRANSPORTS.join(', ')}.`)
}
