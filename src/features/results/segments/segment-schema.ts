import { type Static, Type } from 'typebox'
import { SEGMENTS_MAX } from '../../../core/inference/segments.ts'
import { orNull } from '../../../runtime/http/fields.ts'
import { count, Interval, Verdict } from '../schema/parts.ts'

/** The messages of one group with the metric of the comparison. */
export const PartFigures = Type.Object(
  {
    decisions: count('Number of decisions.'),
    messages: count('Sends, or decisions when the platform reports no sends.'),
    total: Type.Number({
      description:
        'Messages that count for the metric; for an amount their sum in its unit, without a cap. It contains messages that are not mature.',
    }),
    value: orNull(Type.Number(), 'The total per message. Null without messages.'),
  },
  { title: 'PartFigures' },
)
export type PartFigures = Static<typeof PartFigures>

export const PartLift = Type.Object(
  {
    relative: orNull(
      Type.Number(),
      'The metric of one side over that of the other, minus one. Null while too little is known',
    ),
    interval: orNull(
      Interval,
      'Interval of `relative`. It holds at every look and for all rows together. Null while too little is known',
    ),
    verdict: Verdict,
  },
  { title: 'PartLift' },
)
export type PartLift = Static<typeof PartLift>

const SegmentRow = Type.Object(
  {
    kind: Type.Enum(['value', 'others', 'none'], {
      type: 'string',
      description:
        'value: one value. others: all other values together, and texts that the rule does not name. none: messages for which the attribute was not known.',
    }),
    value: orNull(Type.String(), 'The value, in lower case. Null for others and none'),
    control: PartFigures,
    treatment: PartFigures,
    lift: PartLift,
  },
  {
    title: 'SegmentRow',
    description: 'Messages with one value of the attribute. `lift` is treatment against control among them.',
  },
)
export type SegmentRow = Static<typeof SegmentRow>

export const Segments = Type.Object(
  {
    attribute: Type.String(),
    level: Type.Number({
      description:
        'Level of all intervals together: with 0.95, none of the rows is ever wrong with a probability of 95 %. Each row has an equal part of the rest. Other attributes have their own.',
    }),
    has_overlap: Type.Boolean({
      description: 'Whether a message may have several values, and so be in several rows.',
    }),
    computed_at: Type.String({
      description:
        'When the decisions were read. Reading is expensive, so an answer is kept for a while. ISO 8601, UTC.',
    }),
    covers: Type.Object({
      decisions: count('Decisions of the template that were read.'),
      from: orNull(
        Type.String(),
        'Older decisions were not read: there are too many. ISO 8601. Null if all were read.',
      ),
    }),
    rows: Type.Array(SegmentRow, {
      description: `At most ${SEGMENTS_MAX}: the values with the most messages, then others, then none.`,
    }),
  },
  { title: 'Segments' },
)
export type Segments = Static<typeof Segments>
