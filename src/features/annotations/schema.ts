import { type Static, Type } from 'typebox'
import { Moment, TemplateParams } from '../../runtime/http/fields.ts'
import { plainText } from '../../runtime/http/plain-text.ts'

export const AnnotationParams = Type.Object({
  ...TemplateParams.properties,
  annotation: plainText('Id of the annotation.', '12'),
})

export const PeriodQuery = Type.Object({
  from: Type.Optional(
    Type.String({ description: 'Only marks at or after this time. ISO 8601. Default: 400 days ago.' }),
  ),
  to: Type.Optional(Type.String({ description: 'Only marks before this time. ISO 8601. Default: now.' })),
})

export const AnnotationBody = Type.Object(
  {
    at: Type.Optional(Type.String({ description: 'Place on the charts. ISO 8601. Default: now.' })),
    text: Type.String({ minLength: 1, maxLength: 500, pattern: '\\S' }),
  },
  {
    additionalProperties: false,
    title: 'AnnotationInput',
    examples: [{ at: '2026-03-08T09:00:00.000Z', text: 'The spring sale began.' }],
  },
)

export const Annotation = Type.Object(
  {
    id: Type.Union([Type.String(), Type.Null()], {
      description: 'Null for a change of the configuration: Parley annotates it by itself.',
    }),
    at: Moment,
    text: Type.String(),
    by: Type.String({ description: 'Name of the person or key.' }),
  },
  {
    title: 'Annotation',
    examples: [
      { id: '12', at: '2026-03-08T09:00:00.000Z', text: 'The spring sale began.', by: 'Jana Novak' },
    ],
  },
)
export type Annotation = Static<typeof Annotation>

export const Annotations = Type.Object(
  { items: Type.Array(Annotation, { description: 'The newest 200, in the order of time.' }) },
  { title: 'Annotations' },
)
