import { type Static, Type } from 'typebox'
import { Moment, OrgParams, orNull, strict, text } from '../../runtime/http/fields.ts'
import { PageQuery, pageOf } from '../../runtime/http/page.ts'
import { plainText } from '../../runtime/http/plain-text.ts'
import { withDefault } from '../../runtime/http/with-default.ts'
import { SECRET, WEBHOOK } from './examples.ts'
import { DEFAULT_FEEDBACKS, FEEDBACKS } from './payload.ts'

export const IdParams = Type.Object({ ...OrgParams.properties, id: plainText('Id of the feedback webhook.') })
export const DeliveryParams = Type.Object({
  ...IdParams.properties,
  delivery: plainText('Id of the delivery.'),
})

const Channels = Type.Array(Type.Enum(['email', 'sms']), { minItems: 1, uniqueItems: true })
const keep = 'If absent in an update, the stored value stays.'
export const ALGORITHMS = ['HS256', 'RS256', 'ES256'] as const

const authentications = [
  Type.Object({ type: Type.Literal('none') }, strict),
  Type.Object(
    {
      type: Type.Literal('jwt'),
      algorithm: Type.Enum([...ALGORITHMS]),
      key: Type.Optional(
        text(`Secret for HS256 (at least 32 characters), or private key in PEM. ${keep}`, 10_000),
      ),
      key_id: Type.Optional(orNull(text('`kid` of the JWT header.'))),
      issuer: Type.Optional(orNull(text('`iss` claim of the JWT.', 1_000))),
      audience: Type.Optional(orNull(text('`aud` claim of the JWT.', 1_000))),
      lifetime_seconds: withDefault(
        Type.Integer({ minimum: 10, maximum: 86_400, description: 'Lifetime of each token.' }),
        300,
      ),
    },
    strict,
  ),
  Type.Object(
    {
      type: Type.Literal('client_credentials'),
      token_url: text('URL of the token endpoint (OAuth 2.0, RFC 6749 section 4.4).', 2_000),
      client_id: text('', 1_000),
      client_secret: Type.Optional(text(`Secret of the OAuth client. ${keep}`, 10_000)),
      scope: Type.Optional(orNull(text('', 2_000))),
    },
    strict,
  ),
] as const
export type AuthenticationBody = Static<(typeof authentications)[number]>

const Authentication = Type.Unsafe<AuthenticationBody>({
  title: 'FeedbackAuthentication',
  type: 'object',
  required: ['type'],
  discriminator: { propertyName: 'type' },
  oneOf: [...authentications],
  description: 'Authentication of deliveries, in addition to their signature.',
})

const Headers = Type.Array(
  Type.Object(
    {
      name: text('', 100),
      value: Type.Optional(
        orNull(
          Type.String({ maxLength: 4_000 }),
          'Value of the header. Null or absent: keeps the present value of this header.',
        ),
      ),
      secret: withDefault(
        Type.Boolean({
          description: 'Whether the value is secret. Parley encrypts secret values and never shows them.',
        }),
        false,
      ),
    },
    strict,
  ),
  { maxItems: 30, description: 'Headers of every delivery.' },
)
export type HeaderBody = Static<typeof Headers>[number]

const Templates = Type.Unsafe<'all' | string[]>({
  oneOf: [
    { type: 'string', const: 'all' },
    {
      type: 'array',
      maxItems: 1_000,
      uniqueItems: true,
      items: { type: 'string', minLength: 1, maxLength: 100 },
    },
  ],
  description: 'Ids of the templates whose messages are reported, or all templates of the sandbox.',
})

const EXCEPT = 'Ids of templates that are not reported although `templates` is `all`.'
const ExceptTemplates = Type.Array(Type.String({ minLength: 1, maxLength: 100 }), {
  ...{ maxItems: 1_000, uniqueItems: true, description: EXCEPT },
})

const Statuses = Type.Array(Type.Enum([...FEEDBACKS]), {
  ...{ minItems: 1, uniqueItems: true },
  description: 'Outcomes that are reported. Default: all except exclude and delay.',
})

const settings = {
  name: text('Name of the webhook.'),
  channels: Channels,
  url: text('Address of the receiver. Must be HTTPS unless the operator allows the host.', 2_000),
  authentication: Authentication,
  headers: Headers,
  statuses: Statuses,
  templates: Templates,
  except_templates: ExceptTemplates,
  ims_org: orNull(text('`imsOrg` of payloads. Default: the slug of the organisation.')),
  sandbox_id: orNull(text('`sandbox.id` of payloads. Default: a constant id.')),
}

export const WebhookBody = Type.Object(
  {
    name: settings.name,
    sandbox: withDefault(Type.String(), 'prod'),
    channels: withDefault(Channels, ['email']),
    url: settings.url,
    authentication: withDefault(Authentication, { type: 'none' }),
    headers: withDefault(Headers, []),
    statuses: withDefault(Statuses, [...DEFAULT_FEEDBACKS]),
    templates: withDefault(Templates, 'all'),
    except_templates: withDefault(ExceptTemplates, []),
    ims_org: withDefault(settings.ims_org, null),
    sandbox_id: withDefault(settings.sandbox_id, null),
  },
  {
    ...strict,
    title: 'FeedbackWebhookInput',
    examples: [
      { name: 'Reports to the warehouse', url: 'https://example.com/feedback', channels: ['email'] },
    ],
  },
)
export type WebhookBody = Static<typeof WebhookBody>

/** Absent fields stay unchanged. */
export const WebhookPatch = Type.Partial(
  Type.Object({
    ...settings,
    status: Type.Enum(['active', 'paused'], {
      description: 'Paused: deliveries wait. Active: waiting deliveries are sent.',
    }),
  }),
  { ...strict, title: 'FeedbackWebhookPatch', examples: [{ status: 'paused' }] },
)
export type WebhookPatch = Static<typeof WebhookPatch>

const AuthenticationView = Type.Object(
  {
    type: Type.Enum(['none', 'jwt', 'client_credentials']),
    algorithm: Type.Optional(Type.String()),
    key_id: Type.Optional(orNull(Type.String())),
    issuer: Type.Optional(orNull(Type.String())),
    audience: Type.Optional(orNull(Type.String())),
    lifetime_seconds: Type.Optional(Type.Integer()),
    token_url: Type.Optional(Type.String()),
    client_id: Type.Optional(Type.String()),
    scope: Type.Optional(orNull(Type.String())),
    is_secret_set: Type.Boolean({
      description: 'Whether a key or client secret is stored. Parley never shows it.',
    }),
  },
  { title: 'FeedbackAuthenticationView' },
)
export type AuthenticationView = Static<typeof AuthenticationView>

export const WebhookView = Type.Object(
  {
    id: Type.String(),
    name: Type.String(),
    sandbox: Type.String(),
    channels: Channels,
    url: Type.String(),
    authentication: AuthenticationView,
    headers: Type.Array(
      Type.Object({
        name: Type.String(),
        value: orNull(Type.String(), 'Null when the value is secret.'),
        secret: Type.Boolean(),
      }),
    ),
    statuses: Statuses,
    templates: Templates,
    except_templates: ExceptTemplates,
    ims_org: orNull(Type.String()),
    sandbox_id: orNull(Type.String()),
    status: Type.Enum(['active', 'paused', 'disabled']),
    status_reason: orNull(Type.String(), 'Reason why the webhook is paused or disabled, and how to mend it.'),
    off_since: orNull(
      Moment,
      'Time since when the webhook is paused or disabled. Null: it is active, or this was not kept yet.',
    ),
    previous_secret_valid_until: orNull(
      Moment,
      'End of validity of the previous secret. Until then every delivery has two signatures.',
    ),
    health: Type.Object({
      status: Type.Enum(['idle', 'ok', 'failing', 'warning'], {
        description: 'Warning: the receiver has failed for a day or longer; Parley will disable the webhook.',
      }),
      message: Type.String(),
      waiting: Type.Integer({ description: 'Deliveries that wait for their first or next attempt.' }),
      failed: Type.Integer({ description: 'Deliveries that Parley gave up. Recover queues them again.' }),
      failures_in_a_row: Type.Integer(),
      failing_since: orNull(Moment),
      tried_again_at: orNull(Moment, 'Time of the next attempt while Parley pauses after failures.'),
      disabled_at: orNull(
        Moment,
        'Time when Parley disables the webhook unless a delivery is accepted before.',
      ),
      last_success_at: orNull(Moment),
    }),
    created_at: Moment,
    updated_at: Moment,
  },
  { title: 'FeedbackWebhook', examples: [WEBHOOK] },
)
export type WebhookView = Static<typeof WebhookView>

export const NewWebhookView = Type.Object(
  {
    ...WebhookView.properties,
    secret: Type.String({ description: 'Signing secret (whsec_…). Parley shows it only once.' }),
  },
  { title: 'NewFeedbackWebhook', examples: [{ ...WEBHOOK, secret: SECRET }] },
)

export const RotationBody = Type.Object(
  {
    previous_valid_seconds: withDefault(
      Type.Integer({
        minimum: 0,
        maximum: 2_592_000,
        description: 'Time for which the previous secret also signs.',
      }),
      86_400,
    ),
  },
  { ...strict, title: 'SecretRotation', examples: [{ previous_valid_seconds: 3600 }] },
)
export const RotatedView = Type.Object(
  {
    secret: Type.String({ description: 'New signing secret. Parley shows it only once.' }),
    previous_secret_valid_until: orNull(Moment),
  },
  {
    title: 'RotatedSecret',
    examples: [{ secret: SECRET, previous_secret_valid_until: '2026-03-03T09:30:00.000Z' }],
  },
)

export const ListQuery = Type.Object(PageQuery)
export const WebhookPage = pageOf(WebhookView)
