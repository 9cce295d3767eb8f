import { type Static, Type } from 'typebox'
import { Moment, OrgParams, orNull } from '../../runtime/http/fields.ts'
import { SCOPES } from '../../runtime/http/permission.ts'
import { plainText } from '../../runtime/http/plain-text.ts'
import { withDefault } from '../../runtime/http/with-default.ts'
import { Name } from './schema.ts'

export const KeyParams = Type.Object({ ...OrgParams.properties, id: plainText('Id of the key.') })

const Scopes = Type.Array(Type.Enum(SCOPES), { minItems: 1, uniqueItems: true })

export const KeyBody = Type.Object(
  {
    name: Name,
    scopes: Scopes,
    expires_at: Type.Optional(
      Type.String({ format: 'date-time', description: 'The key stops working then. Default: never.' }),
    ),
    calls_per_minute: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: 1_000_000,
        description:
          'Calls a minute with this key, of each scope. More are answered 429. Default: only the limits of the server and the organisation.',
      }),
    ),
  },
  {
    additionalProperties: false,
    title: 'KeyInput',
    examples: [{ name: 'Customer.io', scopes: ['serve', 'ingest'] }],
  },
)

const HOURS_MAX = 24 * 30

export const RotationBody = Type.Object(
  {
    overlap_hours: withDefault(
      Type.Number({
        minimum: 0,
        maximum: HOURS_MAX,
        description:
          'The old key works this much longer, so that nothing fails meanwhile. 0: it stops at once.',
      }),
      24,
    ),
  },
  { additionalProperties: false, title: 'KeyRotation', examples: [{ overlap_hours: 24 }] },
)

const KEY = {
  id: '3f9c1b7e20d8',
  name: 'Customer.io',
  scopes: ['serve', 'ingest'],
  prefix: 'parley_3f9c1b7e20d8_',
  last_four: '91ac',
  created_at: '2026-02-20T08:05:12.000Z',
  created_by: 'Jana',
  expires_at: null,
  last_used_at: '2026-03-02T09:39:00.000Z',
  last_used_ip_prefix: '203.0.113.0/24',
  previous_works_until: null,
  calls_per_minute: null,
}

export const KeyView = Type.Object(
  {
    id: Type.String(),
    name: Type.String(),
    scopes: Scopes,
    prefix: Type.String({ description: 'The beginning of the key. It is no secret.' }),
    last_four: orNull(Type.String(), 'The end of the key. Null for keys from before Parley kept it.'),
    created_at: Moment,
    created_by: orNull(Type.String(), 'Who made it. Null for keys from before Parley kept it.'),
    expires_at: orNull(Type.String(), 'The key stops working then. Null: never.'),
    last_used_at: orNull(Type.String(), 'Time of the last call, to the minute. Null: never used.'),
    last_used_ip_prefix: orNull(Type.String(), 'Network of that call: /24 of IPv4, /48 of IPv6.'),
    calls_per_minute: Type.Union([Type.Integer(), Type.Null()], {
      description: 'Calls a minute, of each scope. Null: the key has no limit of its own.',
    }),
    previous_works_until: orNull(
      Type.String(),
      'After a rotation the old key works until then. Null: there is none.',
    ),
  },
  { title: 'Key', examples: [KEY] },
)
export type KeyView = Static<typeof KeyView>

export const NewKeyView = Type.Object(
  {
    ...KeyView.properties,
    key: Type.String({ description: 'The API key. Parley shows it only once and does not store it.' }),
  },
  { title: 'NewKey', examples: [{ ...KEY, key: 'parley_3f9c1b7e20d8_the-secret-part' }] },
)
