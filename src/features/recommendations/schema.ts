import { type Static, Type } from 'typebox'
import { PageQuery, pageOf } from '../../runtime/http/page.ts'
import { plainText } from '../../runtime/http/plain-text.ts'

export const STATUSES = ['open', 'accepted', 'dismissed', 'withdrawn', 'applied'] as const
export type Status = (typeof STATUSES)[number]

const KINDS = ['ship', 'archive', 'add-variants', 'too-many-variants', 'check-tracking', 'drift'] as const
export type Kind = (typeof KINDS)[number]

const Status = Type.Unsafe<Status>({
  type: 'string',
  enum: [...STATUSES],
  description:
    'open: waits for a person; accepted or dismissed by one; withdrawn: holds no longer; applied: done by the setting learning.auto_archive.',
})

const orNull = (description: string) => Type.Union([Type.String(), Type.Null()], { description })

export const OrgParams = Type.Object({ org: plainText('Slug of the organisation.') })
export const TemplateParams = Type.Object({
  ...OrgParams.properties,
  id: plainText('Id of the template.', 'welcome-email'),
})
export const IdParams = Type.Object({ ...OrgParams.properties, id: Type.String() })

export const TemplateQuery = Type.Object({ status: Type.Optional(Status), ...PageQuery })
export const OrgQuery = Type.Object({
  template: Type.Optional(plainText('Id of the template.')),
  ...TemplateQuery.properties,
})
export type OrgQuery = Static<typeof OrgQuery>

export const DecisionBody = Type.Object(
  {
    action: Type.Enum(['accept', 'dismiss'], {
      type: 'string',
      description:
        'accept does what is advised where that can be done: archive archives the variant, ship ships it. The others are only marked.',
    }),
    note: Type.Optional(Type.String({ maxLength: 1000, description: 'Why, for the others.' })),
  },
  {
    title: 'RecommendationDecision',
    examples: [{ action: 'dismiss', note: 'We wait until the campaign has ended.' }],
    additionalProperties: false,
  },
)
export type DecisionBody = Static<typeof DecisionBody>

export const RecommendationView = Type.Object(
  {
    id: Type.String(),
    template_id: Type.String(),
    kind: Type.Unsafe<Kind>({ type: 'string', enum: [...KINDS] }),
    subject: orNull('The variant or segment that it is about. Null: the template.'),
    reason: Type.String({ description: 'In plain words, with the figures.' }),
    evidence: Type.Record(Type.String(), Type.Number(), {
      description: 'The figures. Of a decided one, those it was decided on.',
    }),
    status: Status,
    created_at: Type.String({ format: 'date-time' }),
    updated_at: Type.String({ format: 'date-time' }),
    decided_at: orNull('When it was accepted, dismissed or applied.'),
    decided_by: orNull('person, or setting.'),
    note: orNull('What the person said to it.'),
  },
  { title: 'Recommendation' },
)
export type RecommendationView = Static<typeof RecommendationView>

export const RecommendationPage = pageOf(RecommendationView)
