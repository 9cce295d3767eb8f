import { type Static, Type } from 'typebox'
import { Moment, strict } from '../../../runtime/http/fields.ts'

const Note = Type.Optional(
  Type.String({ maxLength: 1000, description: 'Reason, for the people who read it later.' }),
)
const DryRun = Type.Optional(
  Type.Boolean({ description: 'True: answer with the effect, and change nothing.', default: false }),
)
const Portion = Type.Number({ description: 'Share of all traffic, control included. From 0 to 1.' })

export const ShipBody = Type.Object(
  {
    variant_id: Type.String(),
    mode: Type.Enum(['iterate', 'lock'], {
      type: 'string',
      description:
        'iterate: other variants of the same audience stop, and the template goes on learning, so that new variants compete with the winner. lock: the template becomes shipped, and no variant can be approved until its status is active again.',
    }),
    note: Note,
    dry_run: DryRun,
  },
  {
    ...strict,
    title: 'ShipInput',
    examples: [{ variant_id: '0198f3a2-6b00-7c11-8d55-3f0a1b2c3d4e', mode: 'iterate', dry_run: true }],
  },
)

export const FreezeBody = Type.Object(
  { note: Note, dry_run: DryRun },
  { ...strict, title: 'FreezeInput', examples: [{ note: 'Holiday week', dry_run: true }] },
)

export const WeightsBody = Type.Object(
  {
    weights: Type.Record(Type.String(), Type.Number({ minimum: 0 }), {
      description:
        'Shares of treated traffic by variant id, scaled to sum to one. Absent variants get nothing.',
    }),
    note: Note,
    dry_run: DryRun,
  },
  {
    ...strict,
    title: 'WeightsInput',
    examples: [{ weights: { '0198f3a2-6b00-7c11-8d55-3f0a1b2c3d4e': 1 }, dry_run: true }],
  },
)

export const ResumeBody = Type.Object(
  { note: Note, dry_run: DryRun },
  { ...strict, title: 'ResumeInput', examples: [{ dry_run: true }] },
)

const Change = Type.Object(
  {
    id: Type.String(),
    kind: Type.Enum(['ship', 'freeze', 'weights', 'resume'], { type: 'string' }),
    at: Moment,
    by: Type.String({ description: 'Name of the person, key or setting.' }),
    note: Type.Union([Type.String(), Type.Null()]),
    variant_id: Type.Union([Type.String(), Type.Null()], { description: 'The shipped variant.' }),
    undo_until: Type.Union([Moment, Type.Null()], {
      description: 'Null: the change can no longer be undone.',
    }),
  },
  { title: 'TrafficChange' },
)
export type Change = Static<typeof Change>

export const Effect = Type.Object(
  {
    applied: Type.Boolean({ description: 'False after a dry run.' }),
    status: Type.String({ description: 'Status of the template after the change.' }),
    algorithm: Type.String({ description: 'Algorithm after the change. manual: the shares do not move.' }),
    stops: Type.Array(Type.Object({ id: Type.String(), name: Type.String(), share: Portion }), {
      description: 'Variants that get no more messages, with their share before.',
    }),
    shares: Type.Array(
      Type.Object({
        id: Type.String(),
        name: Type.String(),
        control: Type.Boolean(),
        before: Portion,
        after: Portion,
      }),
      {
        description:
          'While the template learns, `after` is where it starts: the shares move again with the next reports.',
      },
    ),
    change: Type.Union([Change, Type.Null()], { description: 'Null after a dry run.' }),
  },
  { title: 'TrafficEffect' },
)
export type Effect = Static<typeof Effect>

const Share = Type.Object(
  { id: Type.String(), name: Type.String(), control: Type.Boolean(), share: Portion },
  { title: 'TrafficShare' },
)
export type Share = Static<typeof Share>

export const Changes = Type.Object(
  {
    mode: Type.Enum(['learning', 'set', 'locked'], {
      type: 'string',
      description:
        'learning: Parley moves the shares. set: a person has set or frozen them. locked: a variant was shipped and locked.',
    }),
    shares: Type.Array(Share, { description: 'The present shares, control last.' }),
    changes: Type.Array(Change, { description: 'The latest changes that were not undone, newest first.' }),
  },
  { title: 'TrafficChanges' },
)
