import { type Static, Type } from 'typebox'
import { OrgParams, orNull } from '../../runtime/http/fields.ts'
import { PageQuery, pageOf } from '../../runtime/http/page.ts'
import { plainText } from '../../runtime/http/plain-text.ts'

export const STATUSES = ['open', 'accepted', 'dismissed', 'withdrawn', 'applied'] as const
export type Status = (typeof STATUSES)[number]

const KINDS = ['ship', 'archive', 'add-variants', 'too-many-variants', 'check-tracking', 'drift'] as const
export type Kind = (typeof KINDS)[number]

const Kind = Type.Unsafe<Kind>({ type: 'string', enum: [...KINDS] })

const Status = Type.Unsafe<Status>({
  type: 'string',
  enum: [...STATUSES],
  description:
    'open: waits for a person. accepted, dismissed: decided by a person. withdrawn: no longer valid. applied: done by Parley because of learning.auto_archive.',
})

export const IdParams = Type.Object({ ...OrgParams.properties, id: Type.String() })

export const TemplateQuery = Type.Object({ status: Type.Optional(Status), ...PageQuery })
export const OrgQuery = Type.Object({
  kind: Type.Optional(Kind),
  template: Type.Optional(plainText('Id of the template.')),
  ...TemplateQuery.properties,
})
export type OrgQuery = Static<typeof OrgQuery>

export const DecisionBody = Type.Object(
  {
    action: Type.Enum(['accept', 'dismiss'], {
      type: 'string',
      description:
        'accept: archives the variant for archive, ships it for ship, and only marks other recommendations. dismiss: only marks it.',
    }),
    note: Type.Optional(Type.String({ maxLength: 1000, description: 'Reason, for your colleagues.' })),
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
    kind: Kind,
    subject: orNull(Type.String(), 'Variant or segment of the recommendation. Null: the whole template.'),
    reason: Type.String({ description: 'Reason in plain words, with the figures.' }),
    evidence: Type.Record(Type.String(), Type.Number(), {
      description: 'Figures. For a decided recommendation, the figures at that time.',
    }),
    status: Status,
    created_at: Type.String({ format: 'date-time' }),
    updated_at: Type.String({ format: 'date-time' }),
    decided_at: orNull(Type.String(), 'Time when it was accepted, dismissed or applied.'),
    decided_by: orNull(Type.String(), 'person or setting.'),
    decided_by_name: orNull(Type.String(), 'Name of the person or key. Null for a setting.'),
    note: orNull(Type.String(), 'Note of the person.'),
  },
  {
    title: 'Recommendation',
    examples: [
      {
        id: '019cadd0-7c48-7e05-91fa-c2b86d3e4f70',
        template_id: 'welcome-email',
        kind: 'ship',
        subject: '01890a5d-ac96-774b-bcce-b302099a8057',
        reason:
          'Ship “First bag on us”. “First bag on us” beats control by 128.3 % (71.0 to 204.0 %), and it is the best of all, control included, with a chance of 98.2 %.',
        evidence: { chance_to_be_best: 0.982 },
        status: 'open',
        created_at: '2026-03-02T09:10:00.000Z',
        updated_at: '2026-03-02T09:25:00.000Z',
        decided_at: null,
        decided_by: null,
        decided_by_name: null,
        note: null,
      },
    ],
  },
)
export type RecommendationView = Static<typeof RecommendationView>

export const RecommendationPage = pageOf(RecommendationView)

const Share = Type.Number({ description: 'Share of all traffic, control included. From 0 to 1.' })
const Affected = { id: Type.String(), name: Type.String() }

export const RecommendationDetail = Type.Object(
  {
    ...RecommendationView.properties,
    effect: Type.Union(
      [
        Type.Object({
          status: Type.String({ description: 'Status of the template afterwards.' }),
          algorithm: Type.String({ description: 'Algorithm of the template afterwards.' }),
          stops: Type.Array(Type.Object({ ...Affected, share: Share }), {
            description: 'Variants that get no more messages, with their share before.',
          }),
          shares: Type.Array(
            Type.Object({ ...Affected, control: Type.Boolean(), before: Share, after: Share }),
          ),
        }),
        Type.Null(),
      ],
      { description: 'What accepting changes. Null: nothing changes by itself, or it is decided.' },
    ),
  },
  { title: 'RecommendationDetail' },
)
export type RecommendationDetail = Static<typeof RecommendationDetail>
