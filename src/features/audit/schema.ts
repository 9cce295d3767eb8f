import { type Static, Type } from 'typebox'
import { orNull } from '../../runtime/http/fields.ts'
import { PageQuery, pageOf } from '../../runtime/http/page.ts'
import { plainText } from '../../runtime/http/plain-text.ts'

const STATES = ['started', 'done', 'failed', 'refused'] as const
const State = Type.Enum(STATES, {
  type: 'string',
  description:
    'done: the change was made. started: it is running, or the process ended before it could finish. failed: a failure on our side; it may be made in part. refused: the caller may not do this, or tried to sign in with a wrong password; at most one row a minute for the same call.',
})
const Fields = Type.Union(
  [
    Type.Unsafe<Readonly<Record<string, unknown>>>({ type: 'object', additionalProperties: true }),
    Type.Null(),
  ],
  {
    description:
      'Fields that changed, by their path, such as `attribution.offset_days`. Null: it did not exist. Secrets are never shown, and long values are cut.',
  },
)

const moment = (description: string) => Type.Optional(Type.String({ format: 'date-time', description }))

const filter = {
  actor: Type.Optional(plainText('Id or name of who made the change.')),
  action: Type.Optional(plainText('The `operationId` of the call, such as updateTemplate.')),
  object: Type.Optional(
    plainText(
      'What was changed: a type, or a type and an id, such as template:welcome-email or person:ann@example.com.',
    ),
  ),
  template: Type.Optional(plainText('Id of a template: its changes, and those of its variants.')),
  state: Type.Optional(State),
  from: moment('Changes from this time on.'),
  to: moment('Changes before this time.'),
}
export const AuditCsvQuery = Type.Object(filter)
export type AuditFilter = Static<typeof AuditCsvQuery>
export const AuditQuery = Type.Object({ ...filter, ...PageQuery })

export const AuditEntry = Type.Object(
  {
    id: Type.String(),
    at: Type.String({ format: 'date-time' }),
    actor: Type.Object({
      kind: Type.Enum(['user', 'key', 'operator', 'system'], { type: 'string' }),
      id: Type.String(),
      name: Type.String(),
    }),
    action: Type.String({ description: 'The `operationId` of the call.' }),
    object: Type.Object({
      type: Type.String(),
      id: orNull(
        Type.String(),
        'Null for what exists once in an organisation. Of a person: a code that names nobody.',
      ),
    }),
    template_id: orNull(Type.String(), 'The template that the change belongs to.'),
    state: State,
    status: Type.Union([Type.Integer(), Type.Null()], { description: 'HTTP status of the answer.' }),
    fields: Type.Array(Type.String(), { description: 'Fields that the caller sent, without their values.' }),
    before: Fields,
    after: Fields,
    ip_prefix: orNull(Type.String(), 'Network of the caller: /24 of IPv4, /48 of IPv6.'),
  },
  {
    title: 'AuditEntry',
    examples: [
      {
        id: '019cadf0-2c11-7a52-8d04-5b1e0c9f7a36',
        at: '2026-03-02T09:40:00.000Z',
        actor: { kind: 'user', id: '019caa00-0000-7000-8000-000000000001', name: 'Jana' },
        action: 'updateTemplate',
        object: { type: 'template', id: 'welcome-email' },
        template_id: 'welcome-email',
        state: 'done',
        status: 200,
        fields: ['split.control_share'],
        before: { 'split.control_share': 0.1 },
        after: { 'split.control_share': 0.2 },
        ip_prefix: '203.0.113.0/24',
      },
    ],
  },
)
export type AuditEntry = Static<typeof AuditEntry>
export const AuditPage = pageOf(AuditEntry)
