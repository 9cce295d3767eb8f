import { type Static, Type } from 'typebox'
import { strict } from '../../../runtime/http/fields.ts'

const nullable = <Value>(type: string, description: string) =>
  Type.Unsafe<Value | null>({ type: [type, 'null'], description })

const Vars = Type.Record(Type.String(), Type.String({ maxLength: 200_000 }), {
  description: 'Texts to preview, by variable. They need not be saved.',
})
const Values = (description: string) => Type.Record(Type.String(), Type.Unknown(), { description })

const asked = {
  fields: Type.Optional(Values('Values for the Liquid variables, as a call would send them.')),
  attrs: Type.Optional(Values('Attributes of the person, as a call would send them.')),
  targets: Type.Optional(
    Type.Record(Type.String(), Type.Array(Type.String()), {
      description: 'Who may get the wording: lower-case values by attribute. Default: those of the variant.',
    }),
  ),
  page: Type.Optional(
    Type.Boolean({ description: 'Whether to make a page of the rendered message, for two minutes.' }),
  ),
}

export const PreviewBody = Type.Object(
  {
    variant_id: Type.Optional(Type.String({ description: 'A saved variant, instead of `vars`.' })),
    vars: Type.Optional(Vars),
    ...asked,
  },
  {
    ...strict,
    title: 'PreviewInput',
    examples: [{ vars: { subject: '{{ citty }}, planned for you' }, fields: { city: 'Berlin' } }],
  },
)
export type PreviewBody = Static<typeof PreviewBody>

export const DraftPreviewBody = Type.Object(
  {
    channel: Type.String({ description: 'Channel of the message, such as email.' }),
    vars: Vars,
    ...asked,
  },
  {
    ...strict,
    title: 'DraftPreviewInput',
    examples: [{ channel: 'sms', vars: { body: 'Hello {{ name }}' }, fields: { name: 'Ann' } }],
  },
)

const Finding = Type.Object(
  {
    variable: Type.String(),
    line: nullable<number>('integer', 'Counts from 1. Null if the finding is about the whole text.'),
    column: nullable<number>('integer', 'Counts from 1, in UTF-16 code units.'),
    severity: Type.Enum(['error', 'warning'], {
      description: 'A wording with an error should not be approved.',
    }),
    code: Type.Enum([
      'wrong-variables',
      'not-liquid',
      'unknown-filter',
      'unknown-tag',
      'not-rendered',
      'may-not-render',
      'field-never-sent',
      'field-sometimes-missing',
      'too-long',
      'unicode-sms',
    ]),
    message: Type.String({ description: 'One or more sentences.' }),
    word: nullable<string>('string', 'The text at that place that the suggestion replaces.'),
    suggestion: nullable<string>('string', 'What was probably meant.'),
  },
  { title: 'Finding' },
)
export type Finding = Static<typeof Finding>

const Length = Type.Object(
  {
    characters: Type.Integer(),
    limit: nullable<number>('integer', 'The number of characters that its place shows. Null: all.'),
    sms: Type.Union([
      Type.Object({
        encoding: Type.Enum(['gsm7', 'unicode']),
        units: Type.Integer(),
        segments: Type.Integer({ description: 'Text messages that are sent and paid.' }),
        left: Type.Integer({ description: 'Units that still fit into the last one.' }),
      }),
      Type.Null(),
    ]),
  },
  { title: 'TextLength', description: 'Of the rendered text.' },
)

export const Preview = Type.Object(
  {
    rendered: Type.Record(Type.String(), Type.String(), {
      description: 'The texts as this person would read them. A text that cannot be rendered is absent.',
    }),
    findings: Type.Array(Finding),
    lengths: Type.Record(Type.String(), Length),
    eligible: Type.Boolean({ description: 'Whether a person with these attributes may get the wording.' }),
    audience: Type.Object(
      { fits: Type.Integer(), calls: Type.Integer() },
      { description: 'How many of the recent calls were for people who may get the wording.' },
    ),
    page: nullable<string>('string', 'Path of the page with the rendered message, if it was asked for.'),
  },
  {
    title: 'Preview',
    examples: [
      {
        rendered: { subject: ', planned for you' },
        findings: [
          {
            variable: 'subject',
            line: 1,
            column: 4,
            severity: 'error',
            code: 'field-never-sent',
            message: 'citty is never sent. Did you mean city? It would show as nothing.',
            word: 'citty',
            suggestion: 'city',
          },
        ],
        lengths: { subject: { characters: 17, limit: 50, sms: null } },
        eligible: true,
        audience: { fits: 62, calls: 200 },
        page: null,
      },
    ],
  },
)
export type Preview = Static<typeof Preview>
