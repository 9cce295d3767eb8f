import { type Static, Type } from 'typebox'
import { WRITE_BACK_SLUGS } from '../../core/platforms/index.ts'
import { OrgParams, orNull, time } from '../../runtime/http/fields.ts'
import { PageQuery } from '../../runtime/http/page.ts'
import { plainText } from '../../runtime/http/plain-text.ts'
import { lookBackPageOf } from '../../runtime/lists/look-back.ts'

export const WRITE_STATES = ['waiting', 'sent', 'superseded', 'dead'] as const
export type WriteState = (typeof WRITE_STATES)[number]

const State = Type.Unsafe<WriteState>({
  type: 'string',
  enum: [...WRITE_STATES],
  description:
    'waiting: for its first or next attempt. sent: the platform accepted it. superseded: by a later choice for the same person. dead: Parley gave up.',
})

export const IdParams = Type.Object({ ...OrgParams.properties, id: Type.String() })

export const ProfileWritesQuery = Type.Object({
  state: Type.Optional(State),
  platform: Type.Optional(plainText(WRITE_BACK_SLUGS)),
  template: Type.Optional(plainText('Id of the template.')),
  user: Type.Optional(plainText('A user id or an address.')),
  ...PageQuery,
})
export type ProfileWritesQuery = Static<typeof ProfileWritesQuery>

export const ProfileWrite = Type.Object(
  {
    id: Type.String(),
    platform: Type.String(),
    template_id: Type.String(),
    copy_id: Type.String({ description: 'Id of the variant.' }),
    decision_id: Type.String(),
    user_id: Type.String({ description: 'User id, else email address.' }),
    tracking_id: Type.String(),
    state: State,
    attempts: Type.Integer({ description: 'Attempts. Answers that ask Parley to slow down do not count.' }),
    created_at: time('Time of the choice.'),
    due_at: orNull(time('Earliest time of the next attempt.'), 'Null when there is no next attempt.'),
    finished_at: orNull(time('Time when it was sent, superseded or given up.')),
    status: orNull(Type.Integer(), 'HTTP status of the last answer of the platform. Null without an answer.'),
    reason: orNull(Type.String(), 'Reason why it is not sent.'),
  },
  { title: 'ProfileWrite' },
)
export type ProfileWrite = Static<typeof ProfileWrite>

export const ProfileWritePage = lookBackPageOf(ProfileWrite)
