import { type Static, type TSchema, Type } from 'typebox'
import { PageQuery, pageOf } from '../../runtime/http/page.ts'
import { plainText } from '../../runtime/http/plain-text.ts'
import { withDefault } from '../../runtime/http/with-default.ts'
import { DELIVERY, EXCHANGE, PAYLOAD, SECRET, WEBHOOK } from './examples.ts'
import { FEEDBACKS, FeedbackPayload } from './payload.ts'

const strict = { additionalProperties: false }
const orNull = <Schema extends TSchema>(schema: Schema, description?: string) =>
  Type.Union([schema, Type.Null()], description === undefined ? {} : { description })
const Moment = Type.String({ format: 'date-time', description: 'ISO 8601, UTC.' })
const text = (description: string, maxLength = 200) =>
  Type.String({ minLength: 1, maxLength, pattern: '^[^\\0]*\\S[^\\0]*$', description })

export const OrgParams = Type.Object({ org: plainText('Slug of the organisation.') })
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

const settings = {
  name: text('Name of the webhook.'),
  channels: Channels,
  url: text('Address of the receiver. Must be HTTPS unless the operator allows the host.', 2_000),
  authentication: Authentication,
  headers: Headers,
  templates: Templates,
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
    templates: withDefault(Templates, 'all'),
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
    templates: Templates,
    ims_org: orNull(Type.String()),
    sandbox_id: orNull(Type.String()),
    status: Type.Enum(['active', 'paused', 'disabled']),
    status_reason: orNull(Type.String(), 'Reason why the webhook is paused or disabled, and how to mend it.'),
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

export const DELIVERY_STATES = ['waiting', 'delivered', 'failed'] as const
const DeliveryState = Type.Enum([...DELIVERY_STATES])

export const DeliveriesQuery = Type.Object({
  state: Type.Optional(DeliveryState),
  request_id: Type.Optional(plainText('Request id of the message.')),
  template: Type.Optional(plainText('Id of the template.')),
  ...PageQuery,
})
export type DeliveriesQuery = Static<typeof DeliveriesQuery>

const Named = Type.Record(Type.String(), Type.String())
export const ExchangeView = Type.Object(
  {
    at: Moment,
    took_ms: Type.Integer({
      description: 'Duration until the answer was complete or the attempt failed.',
    }),
    request: Type.Object({
      method: Type.String(),
      url: Type.String(),
      headers: Type.Record(Type.String(), Type.String(), { description: 'Secrets are masked.' }),
    }),
    response: orNull(
      Type.Object({
        status: Type.Integer(),
        headers: Named,
        body: Type.String({ description: 'First part of the body.' }),
      }),
      'Null without an answer.',
    ),
    reason: orNull(Type.String(), 'Reason why the receiver did not accept it.'),
  },
  { title: 'FeedbackExchange' },
)
export type ExchangeView = Static<typeof ExchangeView>

export const DeliveryView = Type.Object(
  {
    id: Type.String({
      description: 'The `webhook-id` header of every attempt. Receivers use it to find duplicates.',
    }),
    request_id: Type.String(),
    event_id: Type.String(),
    decision_id: Type.String(),
    template_id: Type.String(),
    feedback: Type.Enum([...FEEDBACKS]),
    state: DeliveryState,
    attempts: Type.Integer({ description: 'Attempts since it was queued or recovered.' }),
    created_at: Moment,
    due_at: orNull(Moment, 'Null when there is no next attempt.'),
    finished_at: orNull(Moment),
    status: orNull(Type.Integer(), 'HTTP status of the last answer.'),
    reason: orNull(Type.String(), 'Reason why the receiver has not accepted it.'),
    payload: FeedbackPayload,
    exchanges: Type.Array(ExchangeView, { description: 'All attempts, oldest first.' }),
  },
  { title: 'FeedbackDelivery', examples: [DELIVERY] },
)
export type DeliveryView = Static<typeof DeliveryView>
export const DeliveryPage = pageOf(DeliveryView)

export const TestBody = Type.Object(
  {
    feedback: withDefault(Type.Enum([...FEEDBACKS]), 'delivered'),
    channel: Type.Optional(Type.Enum(['email', 'sms'])),
  },
  { ...strict, title: 'FeedbackTestInput', examples: [{ feedback: 'delivered' }] },
)
export type TestBody = Static<typeof TestBody>
export const TestView = Type.Object(
  {
    ok: Type.Boolean({ description: 'Whether the receiver accepted the delivery.' }),
    ...ExchangeView.properties,
    payload: FeedbackPayload,
  },
  { title: 'FeedbackTest', examples: [{ ok: true, ...EXCHANGE, payload: PAYLOAD }] },
)

export const RecoverBody = Type.Object(
  {
    since: text('Only deliveries queued at or after this time. ISO 8601.', 100),
    include_delivered: withDefault(
      Type.Boolean({
        description: 'Whether to include accepted deliveries, for a receiver that has lost them.',
      }),
      false,
    ),
  },
  { ...strict, title: 'FeedbackRecovery', examples: [{ since: '2026-03-01T00:00:00Z' }] },
)
export const RecoveredView = Type.Object(
  { recovered: Type.Integer({ description: 'Number of deliveries queued again.' }) },
  { title: 'RecoveredDeliveries' },
)
