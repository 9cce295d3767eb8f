import { type Static, Type } from 'typebox'
import { AttributeName } from '../../core/targeting/rule.ts'
import { Moment, strict } from '../../runtime/http/fields.ts'
import { PageQuery } from '../../runtime/http/page.ts'
import { plainText } from '../../runtime/http/plain-text.ts'
import { withDefault } from '../../runtime/http/with-default.ts'

const Name = Type.String({ minLength: 1, maxLength: 200, pattern: '\\S' })

export const VariantParams = Type.Object({
  org: plainText('Slug of the organisation.'),
  id: plainText('Id of the template.', 'welcome-email'),
  variant: plainText('Id of the variant.'),
})

export const VariantsQuery = Type.Object(PageQuery)

const Vars = Type.Record(Type.String(), Type.String(), {
  ...strict,
  description: 'Text of every variable of the template, in Liquid.',
})

const AttributeValue = Type.Union([
  Type.String({ minLength: 1, maxLength: 200, pattern: '\\S' }),
  Type.Number(),
  Type.Boolean(),
])
const Attrs = Type.Record(
  AttributeName,
  Type.Union([AttributeValue, Type.Array(AttributeValue, { minItems: 1, maxItems: 100 })]),
  {
    ...strict,
    description:
      'Target attributes. A person is eligible with one of the values of each attribute. Empty: everybody is eligible.',
  },
)
const Themes = Type.Array(Type.String({ minLength: 1, maxLength: 100 }), { maxItems: 50, uniqueItems: true })
const IdOrNull = (description: string) =>
  Type.Unsafe<string | null>({ type: ['string', 'null'], description })
const VariantStatus = Type.Enum(['draft', 'approved', 'archived'])

export const VariantBody = Type.Object(
  {
    name: Name,
    vars: Vars,
    attrs: withDefault(Attrs, {}),
    themes: withDefault(Themes, []),
    control: withDefault(
      Type.Boolean({ description: 'Whether this is the control variant. The others are compared with it.' }),
      false,
    ),
    status: Type.Optional(
      Type.Enum(['draft', 'approved', 'archived'], {
        description: 'Default: draft; for the control, approved.',
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

/** `vars`, `attrs` and `themes` are replaced as a whole; absent fields stay unchanged. */
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

export const ForkBody = Type.Partial(Type.Object({ name: Name, vars: Vars }), {
  ...strict,
  title: 'VariantFork',
  examples: [{ name: 'Short hello, warmer', vars: { subject: 'Hi', preheader: 'Welcome.', button: 'Go' } }],
})
export type ForkBody = Static<typeof ForkBody>

/** An example. */
export const VARIANT = {
  id: '01890a5d-ac96-774b-bcce-b302099a8057',
  template_id: 'welcome-email',
  name: 'First bag on us',
  vars: {
    subject: '{{ first_name | default: "Hello" }}, your first bag is on us',
    preheader: 'Pick one of five roasts.',
    button: 'Choose a roast',
  },
  attrs: { plan: ['premium'] },
  themes: ['offer'],
  control: false,
  status: 'approved',
  replaced_by: null,
  replaces: null,
  created_at: '2026-02-20T08:12:00.000Z',
  updated_at: '2026-02-20T08:15:30.000Z',
}

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
    replaced_by: IdOrNull(
      'The variant that has taken its place, with a new text. Null if it was not replaced.',
    ),
    replaces: IdOrNull('The variant whose place it has taken. Null if there is none.'),
    created_at: Moment,
    updated_at: Moment,
    notice: Type.Optional(
      Type.String({
        description: 'Present in the answer to a change that made a new variant: the id is another one.',
      }),
    ),
    warnings: Type.Optional(
      Type.Array(
        Type.Object({
          variable: Type.String(),
          message: Type.String(),
          line: Type.Unsafe<number | null>({ type: ['integer', 'null'], description: 'Counts from 1.' }),
          column: Type.Unsafe<number | null>({ type: ['integer', 'null'], description: 'Counts from 1.' }),
        }),
        {
          description:
            'What may go wrong with the texts when they are served. Present in answers to a save, if there is any. The preview says more.',
        },
      ),
    ),
  },
  { title: 'Variant', examples: [VARIANT] },
)
export type VariantView = Static<typeof VariantView>

export const VariantVersions = Type.Object(
  {
    served: Type.Boolean({
      description: 'Whether people got it. Then a change of its texts makes a new variant in its place.',
    }),
    messages: Type.Integer({ description: 'How many messages had it in the experiment.' }),
    replaced_by: IdOrNull('The variant that has taken its place. Null if it was not replaced.'),
    replaces: IdOrNull('The variant whose place it has taken. Null if there is none.'),
    items: Type.Array(
      Type.Object({
        version: Type.Integer({ description: 'Counts from 1, and on from one variant to its successor.' }),
        variant_id: Type.String({
          description: 'The variant that had this text: this one, a former one, or a successor.',
        }),
        vars: Type.Record(Type.String(), Type.String()),
        changed: Type.Array(Type.String(), {
          description: 'The variables whose text differs from the version before.',
        }),
        changed_by: Type.Unsafe<string | null>({
          type: ['string', 'null'],
          description: 'Name of the person or key. Null if it is not known.',
        }),
        changed_at: Moment,
      }),
      { description: 'The newest first. Those of former variants and of successors too.' },
    ),
  },
  {
    title: 'VariantVersions',
    examples: [
      {
        served: true,
        messages: 1204,
        replaced_by: null,
        replaces: null,
        items: [
          {
            version: 1,
            variant_id: VARIANT.id,
            vars: VARIANT.vars,
            changed: Object.keys(VARIANT.vars),
            changed_by: 'Jana',
            changed_at: VARIANT.created_at,
          },
        ],
      },
    ],
  },
)

export const StartShare = Type.Object(
  {
    share: Type.Number({ description: 'Share of all traffic, from 0 to 1.' }),
    replaces_control: Type.Boolean({ description: 'Whether the share is that of the control.' }),
  },
  { title: 'StartShare', examples: [{ share: 0.04, replaces_control: false }] },
)
