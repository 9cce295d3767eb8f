import { type Static, type TSchema, Type } from 'typebox'
import { WRITE_BACK_SLUGS } from '../../core/platforms/index.ts'
import { PageQuery, pageOf } from '../../runtime/http/page.ts'
import { plainText } from '../../runtime/http/plain-text.ts'

const orNull = <Schema extends TSchema>(schema: Schema, description?: string) =>
  Type.Union([schema, Type.Null()], description === undefined ? {} : { description })
const time = (description: string) => Type.String({ format: 'date-time', description })

export const WRITE_STATES = ['waiting', 'sent', 'superseded', 'dead'] as const
export type WriteState = (typeof WRITE_STATES)[number]

const State = Type.Unsafe<WriteState>({
  type: 'string',
  enum: [...WRITE_STATES],
  description:
    'waiting for its turn or its next try; sent; superseded by a later choice for the same person; dead: given up.',
})

export const OrgParams = Type.Object({ org: Type.String({ description: 'Slug of the organisation.' }) })
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
    copy_id: Type.String({ description: 'The variant whose wording is written.' }),
    decision_id: Type.String(),
    user_id: Type.String({ description: 'The user id, else the address.' }),
    tracking_id: Type.String(),
    state: State,
    attempts: Type.Integer({ description: 'Calls made. Being asked to slow down does not count.' }),
    created_at: time('When the choice was made.'),
    due_at: orNull(time('When it is tried next, at the earliest.'), 'Null when it is not tried any more.'),
    finished_at: orNull(time('When it was sent, superseded or given up.')),
    status: orNull(Type.Integer(), 'Of the platform’s last answer; null when there was none.'),
    reason: orNull(Type.String(), 'Why it was not sent, or not yet.'),
  },
  { title: 'ProfileWrite' },
)
export type ProfileWrite = Static<typeof ProfileWrite>

export const ProfileWritePage = pageOf(ProfileWrite)
