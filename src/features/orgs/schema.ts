import { type Static, Type } from 'typebox'
import { SLUG } from '../../runtime/catalog/enter.ts'
import { Moment, OrgParams, strict } from '../../runtime/http/fields.ts'
import { PageQuery } from '../../runtime/http/page.ts'
import { plainText } from '../../runtime/http/plain-text.ts'
import { withDefault } from '../../runtime/http/with-default.ts'

export const SandboxParams = Type.Object({
  ...OrgParams.properties,
  name: plainText('Name of the sandbox.', 'staging'),
})
export const AttributeParams = Type.Object({
  ...OrgParams.properties,
  name: plainText('Name of the attribute.', 'plan'),
})

/** The query of every list here. */
export const ListQuery = Type.Object(PageQuery)

export const Name = Type.String({ minLength: 1, maxLength: 200, pattern: '\\S' })
const WindowDays = Type.Number({ minimum: 0, maximum: 365, description: 'Days, with fractions.' })
const KeptDays = Type.Integer({ minimum: 1, maximum: 3650 })

const orgAttribution = {
  lookback_days: WindowDays,
  offset_days: WindowDays,
  credit: Type.Enum(['last_touch', 'each_template'], {
    description:
      'last_touch: a conversion counts for the latest qualifying message. each_template: it counts for the latest one of each template.',
  }),
}

const SeveralFeedbackWebhooks = Type.Boolean({
  description: 'Whether a sandbox may have more than one feedback webhook.',
})
const retention = { requests_days: KeptDays, events_days: KeptDays }

export const OrgBody = Type.Object(
  {
    slug: Type.String({ pattern: SLUG.source }),
    name: Type.Optional(Type.String({ ...Name, description: 'Default: the slug.' })),
    timezone: withDefault(Type.String({ description: 'IANA name. Used in labels only.' }), 'UTC'),
    currency: withDefault(
      Type.String({ description: 'ISO 4217 code for amounts without a currency.' }),
      'USD',
    ),
  },
  {
    ...strict,
    title: 'OrgInput',
    examples: [{ slug: 'acme', name: 'Acme', timezone: 'Europe/Berlin', currency: 'EUR' }],
  },
)
export type OrgBody = Static<typeof OrgBody>

/** Absent fields stay unchanged. */
export const OrgPatch = Type.Partial(
  Type.Object({
    slug: Type.String({ pattern: SLUG.source }),
    name: Name,
    timezone: Type.String(),
    currency: Type.String(),
    attribution: Type.Partial(Type.Object(orgAttribution), strict),
    retention: Type.Partial(Type.Object(retention), strict),
    several_feedback_webhooks: SeveralFeedbackWebhooks,
  }),
  { ...strict, title: 'OrgPatch', examples: [{ name: 'Marlow Coffee', currency: 'USD' }] },
)
export type OrgPatch = Static<typeof OrgPatch>

export const OrgView = Type.Object(
  {
    slug: Type.String(),
    name: Type.String(),
    timezone: Type.String(),
    currency: Type.String(),
    attribution: Type.Object(orgAttribution),
    retention: Type.Object(retention),
    several_feedback_webhooks: SeveralFeedbackWebhooks,
    created_at: Moment,
  },
  {
    title: 'Org',
    examples: [
      {
        slug: 'demo',
        name: 'Marlow Coffee',
        timezone: 'Europe/Berlin',
        currency: 'EUR',
        attribution: { lookback_days: 14, offset_days: 0, credit: 'last_touch' },
        retention: { requests_days: 30, events_days: 400 },
        several_feedback_webhooks: false,
        created_at: '2026-02-20T08:00:00.000Z',
      },
    ],
  },
)
export type OrgView = Static<typeof OrgView>

export const FormerSlugs = Type.Object(
  {
    items: Type.Array(
      Type.Object({
        slug: Type.String(),
        until: Type.String({ description: 'It works until then.' }),
        callers: Type.Array(
          Type.Object({ name: Type.String({ description: 'A key or a platform.' }), last_at: Moment }),
          { description: 'Who has called it. Give them the new address.' },
        ),
      }),
    ),
  },
  {
    title: 'FormerSlugs',
    examples: [
      {
        items: [
          {
            slug: 'marlow',
            until: '2026-05-21T08:00:00.000Z',
            callers: [{ name: 'Customer.io', last_at: '2026-03-02T09:39:00.000Z' }],
          },
        ],
      },
    ],
  },
)

export const SandboxBody = Type.Object(
  { name: Type.String({ pattern: '^[a-z0-9][a-z0-9_\\-]{0,62}$' }) },
  { ...strict, title: 'SandboxInput', examples: [{ name: 'staging' }] },
)
export const SandboxView = Type.Object(
  { name: Type.String(), created_at: Moment },
  { title: 'Sandbox', examples: [{ name: 'staging', created_at: '2026-02-20T08:01:00.000Z' }] },
)
