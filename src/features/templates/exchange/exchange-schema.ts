import { Type } from 'typebox'
import { VariantBody } from '../variant-schema.ts'
import { ROWS_MAX } from './read-variants.ts'

const Csv = Type.String({
  description:
    'A table with a header. Columns besides name, status, control, themes and attrs are variables, such as subject.',
})
const Items = Type.Array(VariantBody, { minItems: 1, maxItems: ROWS_MAX })

export const VariantsImport = Type.Object(
  {
    csv: Type.Optional(Csv),
    items: Type.Optional(Items),
    dry_run: Type.Optional(Type.Boolean({ description: 'Whether to check only.' })),
  },
  {
    additionalProperties: false,
    title: 'VariantsImport',
    examples: [{ csv: 'name,themes,subject,preheader,button\r\nShort,maps; personal,Hi,Your plan,Open\r\n' }],
  },
)

export const VariantsImported = Type.Object(
  {
    created: Type.Array(
      Type.Object({
        id: Type.Union([Type.String(), Type.Null()]),
        name: Type.String(),
        status: Type.String(),
      }),
      { description: 'In the order of the rows. The ids are null after a dry run.' },
    ),
  },
  {
    title: 'VariantsImported',
    examples: [{ created: [{ id: '01890a5d-ac96-774b-bcce-b302099a8057', name: 'Short', status: 'draft' }] }],
  },
)

export const VariantsFile = Type.Object(
  { variables: Type.Array(Type.String()), items: Type.Array(VariantBody) },
  {
    title: 'VariantsFile',
    description: 'What an import takes.',
    examples: [
      { variables: ['subject'], items: [{ name: 'Short', vars: { subject: 'Hi' }, status: 'draft' }] },
    ],
  },
)

export const ReadBody = Type.Object(
  { csv: Csv },
  { additionalProperties: false, title: 'VariantsCsv', examples: [{ csv: 'name,subject\r\nShort,Hi\r\n' }] },
)

export const Themes = Type.Object(
  {
    items: Type.Array(Type.Object({ name: Type.String(), variants: Type.Integer() }), {
      description: 'The most used first.',
    }),
  },
  { title: 'Themes', examples: [{ items: [{ name: 'personal', variants: 12 }] }] },
)
