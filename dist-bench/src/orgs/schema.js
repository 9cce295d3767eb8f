import { Type } from 'typebox';
import { SLUG } from '../catalog/access.js';
import { SCOPES } from '../http/api-key.js';
import { PageQuery } from '../http/page.js';
import { plainText } from '../http/plain-text.js';
import { withDefault } from '../http/with-default.js';
const strict = { additionalProperties: false };
export const OrgParams = Type.Object({ org: plainText('Slug of the organisation.') });
export const KeyParams = Type.Object({ ...OrgParams.properties, id: plainText('Id of the key.') });
export const AttributeParams = Type.Object({
    ...OrgParams.properties,
    name: plainText('Name of the attribute.'),
});
export const PlatformParams = Type.Object({
    ...OrgParams.properties,
    slug: plainText('cio, itbl, events, …'),
});
/** The query of every list here. */
export const ListQuery = Type.Object(PageQuery);
const Name = Type.String({ minLength: 1, maxLength: 200, pattern: '\\S' });
const Moment = Type.String({ description: 'ISO 8601, UTC.' });
const WindowDays = Type.Number({ minimum: 0, maximum: 365, description: 'In days; a fraction is allowed.' });
const KeptDays = Type.Integer({ minimum: 1, maximum: 3650 });
const orgAttribution = {
    lookback_days: WindowDays,
    offset_days: WindowDays,
    credit: Type.Enum(['last_touch', 'each_template'], {
        description: 'Whether a conversion counts for the latest qualifying send, or for that of each template.',
    }),
};
const retention = { requests_days: KeptDays, events_days: KeptDays };
export const OrgBody = Type.Object({
    slug: Type.String({ pattern: SLUG.source }),
    name: Type.Optional(Type.String({ ...Name, description: 'Default: the slug.' })),
    timezone: withDefault(Type.String({ description: 'IANA name, for labels only.' }), 'UTC'),
    currency: withDefault(Type.String({ description: 'ISO 4217, of amounts that come without one.' }), 'USD'),
}, strict);
/** What is given is changed, and the rest stays. */
export const OrgPatch = Type.Partial(Type.Object({
    name: Name,
    timezone: Type.String(),
    currency: Type.String(),
    attribution: Type.Partial(Type.Object(orgAttribution), strict),
    retention: Type.Partial(Type.Object(retention), strict),
}), strict);
export const OrgView = Type.Object({
    slug: Type.String(),
    name: Type.String(),
    timezone: Type.String(),
    currency: Type.String(),
    attribution: Type.Object(orgAttribution),
    retention: Type.Object(retention),
    created_at: Moment,
});
export const SandboxBody = Type.Object({ name: Type.String({ pattern: '^[a-z0-9][a-z0-9_-]{0,62}$' }) }, strict);
export const SandboxView = Type.Object({ name: Type.String(), created_at: Moment });
const Scopes = Type.Array(Type.Enum(SCOPES), { minItems: 1, uniqueItems: true });
export const KeyBody = Type.Object({ name: Name, scopes: Scopes }, strict);
export const KeyView = Type.Object({
    id: Type.String(),
    name: Type.String(),
    scopes: Scopes,
    created_at: Moment,
});
export const NewKeyView = Type.Object({
    ...KeyView.properties,
    key: Type.String({ description: 'The key itself. It is shown this once, and stored nowhere.' }),
});
export const PlatformBody = Type.Object({
    settings: Type.Record(Type.String(), Type.Union([Type.String({ maxLength: 10_000 }), Type.Null()]), {
        ...strict,
        description: 'By key. Null removes a value; what is left out stays.',
    }),
}, strict);
export const PlatformView = Type.Object({
    slug: Type.String(),
    name: Type.String(),
    endpoint_url: Type.String({ description: 'Where the platform has to send its webhooks.' }),
    configured: Type.Boolean({ description: 'Whether every required setting has a value.' }),
    settings: Type.Array(Type.Object({
        key: Type.String(),
        label: Type.String(),
        kind: Type.Enum(['secret', 'text']),
        required: Type.Boolean(),
        help: Type.String(),
        value: Type.Union([Type.String(), Type.Null()], {
            description: 'Null where not set, and for every secret.',
        }),
        is_set: Type.Boolean(),
    })),
});
