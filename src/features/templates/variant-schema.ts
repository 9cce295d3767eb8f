import { type Static, Type } from 'typebox'
import { AttributeName } from '../../core/targeting/rule.ts'
import { PageQuery } from '../../runtime/http/page.ts'
import { plainText } from '../../runtime/http/plain-text.ts'
import { withDefault } from '../../runtime/http/with-default.ts'

const strict = { additionalProperties: false }
const Moment = Type.String({ description: 'ISO 8601, UTC.' })
const Name = Type.String({ minLength: 1, maxLength: 200, pattern: '\\S' })

export const VariantParams = Type.Object({
  org: plainText('Slug of the organisation.'),
  id: plainText('Id of the template.', 'welcome-email'),
  variant: plainText('Id of the variant.'),
})

export const VariantsQuery = Type.Object(PageQuery)

const Vars = Type.Record(Type.String(), Type.String(), {
  ...strict,
  description: 'The text of every variable of the template, in Liquid.',
})

const AttributeValue = Type.Union([
  Type.String({ minLength: 1, maxLength: 200, pattern: '\\S' }),
  Type.Number(),
  Type.Boolean(),
])
const Attrs = Type.Record(
  AttributeName,
  Type.Union([AttributeValue, Type.Array(AttributeValue, { minItems: 1, maxItems: 100 })]),
  { ...strict, description: 'Whom it is meant for: a value of each of these attributes. None: everybody.' },
)
const Themes = Type.Array(Type.String({ minLength: 1, maxLength: 100 }), { maxItems: 50, uniqueItems: true })
const VariantStatus = Type.Enum(['draft', 'approved', 'archived'])

export const VariantBody = Type.Object(
  {
    name: Name,
    vars: Vars,
    attrs: withDefault(Attrs, {}),
    themes: withDefault(Themes, []),
    control: withDefault(Type.Boolean({ description: 'What the others are measured against.' }), false),
    status: Type.Optional(
      Type.Enum(['draft', 'approved', 'archived'], {
        description: 'Default: draft, and approved for the control.',
      }),
    ),
  },
  {
    ...strict,
    title: 'VariantInput',
    examples: [
      {
        name: 'Short hello',
        vars: {
          subject: 'Hello {{ first_name }}',
          preheader: 'Your account is ready.',
          button: 'Open the shop',
        },
        themes: ['short'],
      },
    ],
  },
)
export type VariantBody = Static<typeof VariantBody>

/** `vars`, `attrs` and `themes` are replaced as a whole; what is left out stays. */
export const VariantPatch = Type.Partial(
  Type.Object({
    name: Name,
    vars: Vars,
    attrs: Attrs,
    themes: Themes,
    control: Type.Boolean(),
    status: VariantStatus,
  }),
  { ...strict, title: 'VariantPatch', examples: [{ themes: ['short', 'friendly'] }] },
)
export type VariantPatch = Static<typeof VariantPatch>

export const VariantView = Type.Object(
  {
    id: Type.String(),
    template_id: Type.String(),
    name: Type.String(),
    vars: Type.Record(Type.String(), Type.String()),
    attrs: Type.Record(Type.String(), Type.Array(Type.String())),
    themes: Type.Array(Type.String()),
    control: Type.Boolean(),
    status: VariantStatus,
    created_at: Moment,
    updated_at: Moment,
  },
  { title: 'Variant' },
)
export type VariantView = Static<typeof VariantView>
