import { type Static, Type } from 'typebox'
import { Moment, orNull, strict, text } from '../../../runtime/http/fields.ts'
import { plainText } from '../../../runtime/http/plain-text.ts'
import { withDefault } from '../../../runtime/http/with-default.ts'
import { ExchangeView } from '../deliveries/schema.ts'
import { EXCHANGE, PAYLOAD } from '../examples.ts'
import { FEEDBACKS, FeedbackPayload } from '../payload.ts'
import { ALGORITHMS, WebhookBody } from '../schema.ts'

const about = {
  feedback: withDefault(Type.Enum([...FEEDBACKS]), 'delivered'),
  channel: Type.Optional(Type.Enum(['email', 'sms'])),
}

export const TestBody = Type.Object(about, {
  ...strict,
  title: 'FeedbackTestInput',
  examples: [{ feedback: 'delivered' }],
})
export type TestBody = Static<typeof TestBody>

export const TestView = Type.Object(
  {
    ok: Type.Boolean({ description: 'Whether the receiver accepted the delivery.' }),
    ...ExchangeView.properties,
    payload: Type.Union([FeedbackPayload, Type.Record(Type.String(), Type.Unknown())], {
      description: 'The body that was sent.',
    }),
  },
  { title: 'FeedbackTest', examples: [{ ok: true, ...EXCHANGE, payload: PAYLOAD }] },
)

const { name: _name, ...webhook } = WebhookBody.properties

export const UnsavedTestBody = Type.Object(
  {
    ...webhook,
    ...about,
    id: Type.Optional(
      plainText('Feedback webhook that is being changed: absent secrets are those of this webhook.'),
    ),
    payload: Type.Optional(
      Type.Record(Type.String(), Type.Unknown(), {
        description: 'A body to send instead of the example.',
      }),
    ),
  },
  {
    ...strict,
    title: 'UnsavedFeedbackTest',
    examples: [{ url: 'https://example.com/feedback', channels: ['email'], feedback: 'bounce' }],
  },
)
export type UnsavedTestBody = Static<typeof UnsavedTestBody>

export const PreviewBody = Type.Object(
  {
    sandbox: webhook.sandbox,
    channel: withDefault(Type.Enum(['email', 'sms']), 'email'),
    ims_org: webhook.ims_org,
    sandbox_id: webhook.sandbox_id,
    jwt: Type.Optional(
      Type.Object(
        {
          algorithm: withDefault(Type.Enum([...ALGORITHMS]), 'HS256'),
          key_id: Type.Optional(orNull(text('`kid` of the JWT header.'))),
          issuer: Type.Optional(orNull(text('`iss` claim of the JWT.', 1_000))),
          audience: Type.Optional(orNull(text('`aud` claim of the JWT.', 1_000))),
          lifetime_seconds: withDefault(Type.Integer({ minimum: 10, maximum: 86_400 }), 300),
        },
        strict,
      ),
    ),
  },
  { ...strict, title: 'FeedbackPreviewInput', examples: [{ channel: 'email' }] },
)
export type PreviewBody = Static<typeof PreviewBody>

const Part = Type.Record(Type.String(), Type.Unknown())
export const PreviewView = Type.Object(
  {
    bodies: Type.Record(Type.String(), FeedbackPayload, {
      description: 'The body of a delivery for each outcome of an invented message.',
    }),
    token: orNull(
      Type.Object({ header: Part, claims: Part }),
      'The decoded token of a delivery made now. Null without `jwt`.',
    ),
  },
  {
    title: 'FeedbackPreview',
    examples: [{ bodies: { delivered: PAYLOAD }, token: null }],
  },
)
export type PreviewView = Static<typeof PreviewView>

export const CheckBody = Type.Object(
  { url: Type.String({ maxLength: 2_000, description: 'Address of the receiver.' }) },
  { ...strict, title: 'FeedbackUrlInput', examples: [{ url: 'https://example.com/feedback' }] },
)

export const CheckView = Type.Object(
  {
    hints: Type.Array(
      Type.Object({
        check: Type.Enum(['syntax', 'resolves', 'public', 'certificate']),
        ok: Type.Boolean(),
        text: Type.String({ description: 'The finding in words, with the fix.' }),
      }),
      { description: 'Checks in their order. A check that could not be made is left out.' },
    ),
    certificate_valid_until: orNull(Moment, 'Null if no certificate was seen.'),
  },
  {
    title: 'FeedbackUrlCheck',
    examples: [
      {
        hints: [{ check: 'syntax', ok: true, text: 'The address uses https.' }],
        certificate_valid_until: null,
      },
    ],
  },
)
