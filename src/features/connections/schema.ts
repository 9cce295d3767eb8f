import { type Static, Type } from 'typebox'
import { plainText } from '../../runtime/http/plain-text.ts'

const strict = { additionalProperties: false }
const orNull = <Schema extends ReturnType<typeof Type.String>>(schema: Schema) =>
  Type.Union([schema, Type.Null()])
const Moment = (description: string) => Type.String({ format: 'date-time', description })

export const OrgParams = Type.Object({ org: plainText('Slug of the organisation.') })
export const PlatformParams = Type.Object({
  ...OrgParams.properties,
  slug: plainText('cio, itbl, events, …', 'cio'),
})

export const PlatformQuery = Type.Object({
  template: Type.Optional(
    plainText('The template that the instructions are filled in with. Default: the first that is active.'),
  ),
})

export const PlatformBody = Type.Object(
  {
    settings: Type.Record(Type.String(), Type.Union([Type.String({ maxLength: 10_000 }), Type.Null()]), {
      ...strict,
      description: 'By key. Null removes a value; what is left out stays.',
    }),
  },
  {
    ...strict,
    title: 'PlatformInput',
    examples: [{ settings: { signing_key: 'the-signing-key-of-your-workspace' } }],
  },
)

const SettingView = Type.Object(
  {
    key: Type.String(),
    label: Type.String(),
    kind: Type.Enum(['secret', 'text']),
    required: Type.Boolean(),
    help: Type.String(),
    value: Type.Union([Type.String(), Type.Null()], {
      description: 'Null where not set, and for every secret.',
    }),
    is_set: Type.Boolean(),
  },
  { title: 'PlatformSetting' },
)

const IntegrationView = Type.Object(
  {
    key: Type.String({ description: "The name of the id in a template's `integration`." }),
    label: Type.String(),
    help: Type.String(),
  },
  { title: 'PlatformIntegration' },
)

const GuideView = Type.Object(
  {
    template_id: Type.String({ description: 'The template it is filled in with.' }),
    steps: Type.Array(
      Type.Object({
        title: Type.String(),
        text: Type.String({ description: "What to do, in the platform's own words." }),
        expect: Type.String({ description: 'What can be seen when it worked.' }),
      }),
    ),
    snippets: Type.Array(
      Type.Object({
        key: Type.String(),
        title: Type.String(),
        where: Type.String({ description: 'Where in the platform it is pasted.' }),
        language: Type.String(),
        code: Type.String({ description: 'Whole but for secrets, which have placeholders.' }),
      }),
    ),
  },
  { title: 'PlatformGuide' },
)

const HealthView = Type.Object(
  {
    status: Type.Enum(['never-seen', 'live', 'quiet', 'failing'], {
      description:
        'Quiet: silent when, by its own rhythm, it should not be. Failing: its latest calls were refused or could not be read. Samples do not count.',
    }),
    message: Type.String({ description: 'The same in words, and what to do.' }),
    last_received_at: orNull(Moment('When the last call was stored.')),
    last_counted_at: orNull(Moment('When the last call came of which something counted for a message.')),
    received_24h: Type.Integer({ description: 'Calls stored in the last 24 hours.' }),
    unreadable_24h: Type.Integer({ description: 'How many of them could not be read.' }),
    refused_24h: Type.Integer({
      description: 'Calls that did not prove where they come from; they are not stored.',
    }),
  },
  { title: 'PlatformHealth' },
)
export type HealthView = Static<typeof HealthView>

export const PlatformView = Type.Object(
  {
    slug: Type.String(),
    name: Type.String(),
    endpoint_url: Type.String({ description: 'Where the platform has to send its webhooks.' }),
    configured: Type.Boolean({ description: 'Whether every required setting has a value.' }),
    settings: Type.Array(SettingView),
    integration: Type.Array(IntegrationView, {
      description: "The platform's own ids by which a template's messages are recognised.",
    }),
    guide: GuideView,
    health: HealthView,
  },
  { title: 'Platform' },
)
export type PlatformView = Static<typeof PlatformView>

export const VerificationView = Type.Object(
  {
    ok: Type.Boolean({ description: 'Whether something works and nothing fails.' }),
    checked_at: Moment('When the platform was asked.'),
    findings: Type.Array(
      Type.Object({
        check: Type.String({ description: 'What was tried.' }),
        status: Type.Enum(['works', 'fails', 'not-configured']),
        message: Type.String(),
        fix: orNull(Type.String({ description: 'What to do about it.' })),
      }),
    ),
  },
  { title: 'Verification' },
)

const Known = (description: string) =>
  Type.Optional(Type.String({ minLength: 1, maxLength: 200, pattern: '^[^\\0]*$', description }))

export const SampleBody = Type.Object(
  {
    event: Type.String({ maxLength: 100, description: 'open, click, conversion, …' }),
    user_id: Known('Whom it is about. Default: an invented person, so that it counts for nothing.'),
    email: Known("That person's address. Default: an invented one."),
    tracking_id: Known('As the answer with the wording carried it. Default: an invented one.'),
    message_id: Known("The platform's id of the message. Default: an invented one."),
    template_id: Known("The template whose ids of the platform's the report carries. Default: none."),
  },
  { ...strict, title: 'SampleInput', examples: [{ event: 'open' }] },
)
export type SampleBody = Static<typeof SampleBody>

export const SampleStored = Type.Object(
  {
    request_id: Type.String({ description: 'Under which it is found in the inbound log.' }),
  },
  { title: 'StoredSample' },
)
