import { type Static, Type } from 'typebox'
import { SLUG } from '../../runtime/catalog/access.ts'
import { SCOPES } from '../../runtime/http/api-key.ts'
import { PageQuery } from '../../runtime/http/page.ts'
import { plainText } from '../../runtime/http/plain-text.ts'
import { withDefault } from '../../runtime/http/with-default.ts'

const strict = { additionalProperties: false }

export const OrgParams = Type.Object({ org: plainText('Slug of the organisation.') })
export const KeyParams = Type.Object({ ...OrgParams.properties, id: plainText('Id of the key.') })
export const AttributeParams = Type.Object({
  ...OrgParams.properties,
  name: plainText('Name of the attribute.', 'plan'),
})

/** The query of every list here. */
export const ListQuery = Type.Object(PageQuery)

const Name = Type.String({ minLength: 1, maxLength: 200, pattern: '\\S' })
const Moment = Type.String({ description: 'ISO 8601, UTC.' })
const WindowDays = Type.Number({ minimum: 0, maximum: 365, description: 'In days; a fraction is allowed.' })
const KeptDays = Type.Integer({ minimum: 1, maximum: 3650 })

const orgAttribution = {
  lookback_days: WindowDays,
  offset_days: WindowDays,
  credit: Type.Enum(['last_touch', 'each_template'], {
    description: 'Whether a conversion counts for the latest qualifying send, or for that of each template.',
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
    timezone: withDefault(Type.String({ description: 'IANA name, for labels only.' }), 'UTC'),
    currency: withDefault(Type.String({ description: 'ISO 4217, of amounts that come without one.' }), 'USD'),
  },
  {
    ...strict,
    title: 'OrgInput',
    examples: [{ slug: 'acme', name: 'Acme', timezone: 'Europe/Berlin', currency: 'EUR' }],
  },
)
export type OrgBody = Static<typeof OrgBody>

/** What is given is changed, and the rest stays. */
export const OrgPatch = Type.Partial(
  Type.Object({
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
  { title: 'Org' },
)
export type OrgView = Static<typeof OrgView>

export const SandboxBody = Type.Object(
  { name: Type.String({ pattern: '^[a-z0-9][a-z0-9_\\-]{0,62}$' }) },
  { ...strict, title: 'SandboxInput', examples: [{ name: 'staging' }] },
)
export const SandboxView = Type.Object({ name: Type.String(), created_at: Moment }, { title: 'Sandbox' })

const Scopes = Type.Array(Type.Enum(SCOPES), { minItems: 1, uniqueItems: true })
export const KeyBody = Type.Object(
  { name: Name, scopes: Scopes },
  { ...strict, title: 'KeyInput', examples: [{ name: 'Customer.io', scopes: ['serve', 'ingest'] }] },
)
export const KeyView = Type.Object(
  {
    id: Type.String(),
    name: Type.String(),
    scopes: Scopes,
    created_at: Moment,
  },
  { title: 'Key' },
)
export const NewKeyView = Type.Object(
  {
    ...KeyView.properties,
    key: Type.String({ description: 'The key itself. It is shown this once, and stored nowhere.' }),
  },
  { title: 'NewKey' },
)
