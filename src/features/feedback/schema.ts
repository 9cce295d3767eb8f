import { type Static, type TSchema, Type } from 'typebox'
import { PageQuery, pageOf } from '../../runtime/http/page.ts'
import { plainText } from '../../runtime/http/plain-text.ts'
import { withDefault } from '../../runtime/http/with-default.ts'
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
const keep = 'Left out when changing it: stays.'
export const ALGORITHMS = ['HS256', 'RS256', 'ES256'] as const

const authentications = [
  Type.Object({ type: Type.Literal('none') }, strict),
  Type.Object(
    {
      type: Type.Literal('jwt'),
      algorithm: Type.Enum([...ALGORITHMS]),
      key: Type.Optional(
        text(`The secret for HS256 (at least 32 characters), else a private key in PEM. ${keep}`, 10_000),
      ),
      key_id: Type.Optional(orNull(text('The `kid` of the header.'))),
      issuer: Type.Optional(orNull(text('The `iss` claim.', 1_000))),
      audience: Type.Optional(orNull(text('The `aud` claim.', 1_000))),
      lifetime_seconds: withDefault(
        Type.Integer({ minimum: 10, maximum: 86_400, description: 'How long each token is valid.' }),
        300,
      ),
    },
    strict,
  ),
  Type.Object(
    {
      type: Type.Literal('client_credentials'),
      token_url: text('Where tokens are fetched (OAuth 2.0, RFC 6749 section 4.4).', 2_000),
      client_id: text('', 1_000),
      client_secret: Type.Optional(text(keep, 10_000)),
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
  description: 'How deliveries show who they are from, besides their signature.',
})

const Headers = Type.Array(
  Type.Object(
    {
      name: text('', 100),
      value: Type.Optional(
        orNull(
          Type.String({ maxLength: 4_000 }),
          'Null or left out: the value that a header of this name has already.',
        ),
      ),
      secret: withDefault(Type.Boolean({ description: 'Sealed, and never shown again.' }), false),
    },
    strict,
  ),
  { maxItems: 30, description: 'Sent with every delivery.' },
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
  description: 'The templates whose messages it is told of: their ids, or all of the sandbox.',
})

const settings = {
  name: text('What people call it.'),
  channels: Channels,
  url: text('Where deliveries go. HTTPS, unless the operator allows the host.', 2_000),
  authentication: Authentication,
  headers: Headers,
  templates: Templates,
  ims_org: orNull(text('The `imsOrg` of payloads. Default: the slug of the organisation.')),
  sandbox_id: orNull(text('The `sandbox.id` of payloads. Default: an id that is always the same.')),
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

/** What is given is changed, and the rest stays. */
export const WebhookPatch = Type.Partial(
  Type.Object({
    ...settings,
    status: Type.Enum(['active', 'paused'], {
      description: 'Paused: nothing is sent and nothing is lost. Active: what has waited is sent.',
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
    is_secret_set: Type.Boolean({ description: 'The key or client secret itself is never shown.' }),
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
        value: orNull(Type.String(), 'Null where it is secret.'),
        secret: Type.Boolean(),
      }),
    ),
    templates: Templates,
    ims_org: orNull(Type.String()),
    sandbox_id: orNull(Type.String()),
    status: Type.Enum(['active', 'paused', 'disabled']),
    status_reason: orNull(Type.String(), 'Why it is paused or disabled, and what to do.'),
    previous_secret_valid_until: orNull(
      Moment,
      'While there are two secrets, every delivery has two signatures.',
    ),
    health: Type.Object({
      status: Type.Enum(['idle', 'ok', 'failing', 'warning'], {
        description: 'Warning: failing for a day or more; it will be disabled.',
      }),
      message: Type.String(),
      waiting: Type.Integer({ description: 'Deliveries that wait for their turn or their next try.' }),
      failed: Type.Integer({ description: 'Deliveries that were given up; recover puts them back.' }),
      failures_in_a_row: Type.Integer(),
      failing_since: orNull(Moment),
      tried_again_at: orNull(Moment, 'While the endpoint is left alone.'),
      disabled_at: orNull(Moment, 'When it will be disabled if nothing is accepted until then.'),
      last_success_at: orNull(Moment),
    }),
    created_at: Moment,
    updated_at: Moment,
  },
  { title: 'FeedbackWebhook' },
)
export type WebhookView = Static<typeof WebhookView>

export const NewWebhookView = Type.Object(
  {
    ...WebhookView.properties,
    secret: Type.String({ description: 'The signing secret (whsec_…). It is shown this once.' }),
  },
  { title: 'NewFeedbackWebhook' },
)

export const RotationBody = Type.Object(
  {
    previous_valid_seconds: withDefault(
      Type.Integer({
        minimum: 0,
        maximum: 2_592_000,
        description: 'How long the present secret signs, too.',
      }),
      86_400,
    ),
  },
  { ...strict, title: 'SecretRotation', examples: [{ previous_valid_seconds: 3600 }] },
)
export const RotatedView = Type.Object(
  {
    secret: Type.String({ description: 'The new signing secret. It is shown this once.' }),
    previous_secret_valid_until: orNull(Moment),
  },
  { title: 'RotatedSecret' },
)

export const ListQuery = Type.Object(PageQuery)
export const WebhookPage = pageOf(WebhookView)

export const DELIVERY_STATES = ['waiting', 'delivered', 'failed'] as const
const DeliveryState = Type.Enum([...DELIVERY_STATES])

export const DeliveriesQuery = Type.Object({
  state: Type.Optional(DeliveryState),
  request_id: Type.Optional(plainText('Of the message.')),
  template: Type.Optional(plainText('Id of the template.')),
  ...PageQuery,
})
export type DeliveriesQuery = Static<typeof DeliveriesQuery>

const Named = Type.Record(Type.String(), Type.String())
export const ExchangeView = Type.Object(
  {
    at: Moment,
    took_ms: Type.Integer({
      description: 'Until the answer was complete, or it was clear that there would be none.',
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
        body: Type.String({ description: 'The beginning of it.' }),
      }),
      'Null when there was none.',
    ),
    reason: orNull(Type.String(), 'Why it was not accepted.'),
  },
  { title: 'FeedbackExchange' },
)
export type ExchangeView = Static<typeof ExchangeView>

export const DeliveryView = Type.Object(
  {
    id: Type.String({ description: 'The webhook-id of every attempt: by it receivers know repetitions.' }),
    request_id: Type.String(),
    event_id: Type.String(),
    decision_id: Type.String(),
    template_id: Type.String(),
    feedback: Type.Enum([...FEEDBACKS]),
    state: DeliveryState,
    attempts: Type.Integer({ description: 'Since it was queued, or put back.' }),
    created_at: Moment,
    due_at: orNull(Moment, 'Null when it is not tried any more.'),
    finished_at: orNull(Moment),
    status: orNull(Type.Integer(), 'Of the last answer.'),
    reason: orNull(Type.String(), 'Why it was not accepted, or not yet.'),
    payload: FeedbackPayload,
    exchanges: Type.Array(ExchangeView, { description: 'Every attempt, oldest first.' }),
  },
  { title: 'FeedbackDelivery' },
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
    ok: Type.Boolean({ description: 'Whether the receiver accepted it.' }),
    ...ExchangeView.properties,
    payload: FeedbackPayload,
  },
  { title: 'FeedbackTest' },
)

export const RecoverBody = Type.Object(
  {
    since: text('ISO 8601: deliveries queued from then on.', 100),
    include_delivered: withDefault(
      Type.Boolean({ description: 'Also what was accepted: for a receiver that has lost it.' }),
      false,
    ),
  },
  { ...strict, title: 'FeedbackRecovery', examples: [{ since: '2026-03-01T00:00:00Z' }] },
)
export const RecoveredView = Type.Object(
  { recovered: Type.Integer({ description: 'Deliveries put back.' }) },
  { title: 'RecoveredDeliveries' },
)
