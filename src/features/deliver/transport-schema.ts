import { type Static, Type } from 'typebox'
import { OrgParams, orNull } from '../../runtime/http/fields.ts'
import { plainText } from '../../runtime/http/plain-text.ts'
import { TRANSPORT } from './examples.ts'
import { Slug } from './schema.ts'

export const TransportParams = Type.Object({ ...OrgParams.properties, slug: plainText('smtp', 'smtp') })

export const TransportBody = Type.Object(
  {
    settings: Type.Record(Type.String(), Type.Union([Type.String({ maxLength: 1_000 }), Type.Null()]), {
      description: 'Values by key. Null removes a value; absent keys stay unchanged.',
    }),
  },
  {
    title: 'TransportInput',
    examples: [{ settings: { host: 'smtp.example.com' } }],
    additionalProperties: false,
  },
)

const FieldView = {
  key: Type.String(),
  label: Type.String(),
  required: Type.Boolean(),
  help: Type.String(),
}

export const TransportView = Type.Object(
  {
    slug: Slug,
    name: Type.String(),
    platform: orNull(Type.String(), 'Platform whose settings the transport uses. Null when it has its own.'),
    configured: Type.Boolean({ description: 'Whether the transport is ready to send.' }),
    missing: Type.Array(Type.String(), { description: 'Missing settings.' }),
    paused: orNull(
      Type.Object({
        reason: Type.String(),
        waiting: Type.Integer({ description: 'Messages that wait, counted up to 10,000.' }),
        tried_again_at: Type.String({ format: 'date-time' }),
      }),
      'Why no message goes out at present. Nothing is lost: they are sent once the reason is gone. Null: not paused.',
    ),
    settings: Type.Array(
      Type.Object({
        ...FieldView,
        kind: Type.Enum(['secret', 'text']),
        value: orNull(Type.String(), 'Null for unset values and for secrets.'),
        is_set: Type.Boolean(),
      }),
      { description: 'Settings of the transport.' },
    ),
    integration: Type.Array(Type.Object(FieldView), {
      description: 'Fields of `integration.deliver` of a template, besides `transport`.',
    }),
  },
  {
    title: 'Transport',
    examples: [TRANSPORT],
  },
)
export type TransportView = Static<typeof TransportView>

export const TransportTestBody = Type.Object(
  {
    template_id: Type.Optional(
      plainText('Template whose settings are used. Required unless the transport has its own content.'),
    ),
    email: Type.Optional(plainText('Your address.')),
    phone: Type.Optional(plainText('Your number, for SMS.')),
    user_id: Type.Optional(plainText('Your id at the platform.')),
  },
  { title: 'TransportTestInput', examples: [{ email: 'ann@example.com' }], additionalProperties: false },
)
export type TransportTestBody = Static<typeof TransportTestBody>

export const TransportTestView = Type.Object(
  {
    ok: Type.Boolean({ description: 'Whether the server accepted the message.' }),
    took_ms: Type.Integer(),
    status: orNull(Type.Integer(), 'HTTP or SMTP status. Null without an answer.'),
    reason: orNull(Type.String(), 'Reason why it was not accepted.'),
    message_id: orNull(Type.String(), 'Id of the message at the vendor.'),
    vars: Type.Record(Type.String(), Type.String(), { description: 'The content that was sent.' }),
  },
  {
    title: 'TransportTest',
    examples: [
      {
        ok: true,
        took_ms: 212,
        status: 250,
        reason: null,
        message_id: '<019cade2@mail.example.com>',
        vars: { subject: 'Test from Parley', text: 'This is a test from Parley.' },
      },
    ],
  },
)
export type TransportTestView = Static<typeof TransportTestView>
