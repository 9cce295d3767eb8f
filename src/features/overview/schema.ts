import { type Static, Type } from 'typebox'
import { VERDICTS } from '../../core/inference/verdict.ts'
import { keyMetricSchema } from '../../core/measure/key-metric-schema.ts'
import { Moment, orNull } from '../../runtime/http/fields.ts'
import { withDefault } from '../../runtime/http/with-default.ts'
import { OVERVIEW } from './examples.ts'

export const OverviewQuery = Type.Object({
  range: withDefault(
    Type.Enum(['7d', '30d', '90d', 'all'], {
      type: 'string',
      description: 'The period until now. Snapshots exist for these periods only.',
    }),
    '30d',
  ),
  sandbox: Type.Optional(Type.String({ description: 'Only templates of this sandbox. Default: all.' })),
})
export type OverviewQuery = Static<typeof OverviewQuery>

export const Figures = Type.Object({
  messages: Type.Integer({ description: 'Messages of the experiment, control included.' }),
  denominator: Type.Enum(['sends', 'decisions'], { type: 'string', description: 'What a message is.' }),
  verdict: Type.Enum([...VERDICTS], { type: 'string', description: 'As in the results.' }),
  lift: Type.Object({
    relative: orNull(Type.Number(), 'As in the results over the same range'),
    interval: orNull(Type.Array(Type.Number(), { minItems: 2, maxItems: 2 }), 'As in the results'),
    chance_to_beat_control: orNull(Type.Number(), 'As in the results'),
  }),
  ahead: Type.Array(
    Type.Object({
      variant_id: Type.String(),
      name: Type.String(),
      relative: Type.Number(),
      interval: Type.Array(Type.Number(), { minItems: 2, maxItems: 2 }),
    }),
    {
      description:
        'Wordings that beat control by their own interval, the surest first: as `variants[].lift` in the results.',
    },
  ),
  progress: Type.Object(
    { have: Type.Number(), need: Type.Number() },
    { description: 'Messages in the smaller group, and how many each group needs.' },
  ),
})
export type Figures = Static<typeof Figures>

const TemplateOverview = Type.Object(
  {
    id: Type.String(),
    name: Type.String(),
    channel: Type.String(),
    sandbox: Type.String(),
    status: Type.String(),
    key_metric: keyMetricSchema('The metric that the template optimises.'),
    platforms: Type.Array(Type.String(), { description: 'Slugs of the platforms that carry the message.' }),
    split_method: Type.String(),
    as_of: orNull(Moment, 'When these figures were computed. Null: not yet'),
    figures: orNull(Figures, 'Null until they are computed for the first time, some seconds after a start'),
    leader: orNull(
      Type.Object({ variant_id: Type.String(), name: Type.String(), traffic: Type.Number() }),
      'The new wording with the most traffic at present, as a share of all messages',
    ),
    blocked: Type.Array(Type.String(), { description: 'Names of wordings that a guardrail blocks.' }),
    last_report_at: orNull(Moment, 'When a report last changed its figures'),
    open_recommendations: Type.Integer(),
    created_at: Moment,
    updated_at: Moment,
  },
  { title: 'TemplateOverview' },
)
export type TemplateOverview = Static<typeof TemplateOverview>

export const NEEDS = [
  'source-failing',
  'export-failing',
  'key-rejected',
  'source-held',
  'nothing-approved',
  'guardrail',
  'source-quiet',
  'source-late',
  'source-expiring',
  'recommendation',
] as const

const Need = Type.Object(
  {
    kind: Type.Enum([...NEEDS], { type: 'string', description: 'From the most to the least urgent.' }),
    subject: Type.String({
      description: 'Name of the platform, the source, the template, or the daily export.',
    }),
    since: orNull(Moment, 'Null while unknown'),
    detail: Type.String({ description: 'What is the matter, in plain words.' }),
    link: Type.String({ description: 'Path of the page of the console where it is settled.' }),
  },
  { title: 'OverviewNeed' },
)
export type Need = Static<typeof Need>

const count = (description: string) => Type.Integer({ description })
const activity = {
  choices: count('Choices answered.'),
  reports: count('Calls of platforms received.'),
  events: count('Events read from them.'),
  counted: count('Events that counted for a message.'),
  repeated: count('Events that had been reported before.'),
  latency_p95_ms: orNull(
    Type.Number(),
    'Milliseconds within which 95 of 100 choices were answered, rounded up to a step. Null without choices',
  ),
}

export const Overview = Type.Object(
  {
    as_of: Type.String({ description: 'Time until which all figures are complete. ISO 8601, UTC.' }),
    range: OverviewQuery.properties.range,
    level: Type.Number({ description: 'Level of all intervals: 0.95 is 95 %.' }),
    live: count('Active templates.'),
    beating: count('Active templates whose verdict is `beats`.'),
    by_status: Type.Object({
      draft: Type.Integer(),
      active: Type.Integer(),
      shipped: Type.Integer(),
      archived: Type.Integer(),
    }),
    templates: Type.Array(TemplateOverview, { description: 'All templates, by id.' }),
    last_24h: Type.Object({
      ...activity,
      by_hour: Type.Array(Type.Object({ at: Moment, ...activity }), {
        description: 'The last 24 hours, oldest first, the present one included.',
      }),
    }),
    needs_you: Type.Array(Need, { description: 'What a person should look at, the most urgent first.' }),
  },
  { title: 'Overview', examples: [OVERVIEW] },
)
export type Overview = Static<typeof Overview>
