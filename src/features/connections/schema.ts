import { type Static, Type } from 'typebox'
import { PLATFORM_SLUGS } from '../../core/platforms/index.ts'
import { OrgParams, orNull, strict, time } from '../../runtime/http/fields.ts'
import { plainText } from '../../runtime/http/plain-text.ts'
import { CAUSES } from './causes.ts'
import { HEALTH, PLATFORM } from './examples.ts'

export const PlatformParams = Type.Object({
  ...OrgParams.properties,
  slug: plainText(PLATFORM_SLUGS, 'cio'),
})

export const PlatformQuery = Type.Object({
  template: Type.Optional(
    plainText('Template whose ids the instructions show. Default: the first active template.'),
  ),
})

export const PlatformBody = Type.Object(
  {
    settings: Type.Record(Type.String(), Type.Union([Type.String({ maxLength: 10_000 }), Type.Null()]), {
      ...strict,
      description: 'Values by key. Null removes a value; absent keys stay unchanged.',
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
      description: 'Null for unset values and for secrets.',
    }),
    several: Type.Optional(
      Type.Boolean({
        description:
          'Whether there may be more values, each under a name of its own, such as signing_key.eu.',
      }),
    ),
    name: Type.Optional(
      Type.String({ description: 'Name of this value, of a setting with several; `eu` of signing_key.eu.' }),
    ),
    is_set: Type.Boolean(),
    last_four: orNull(
      Type.String({
        description:
          'End of a stored secret of which there may be several. Null for all others, and for secrets of fewer than 16 characters.',
      }),
    ),
  },
  { title: 'PlatformSetting' },
)

const IntegrationView = Type.Object(
  {
    key: Type.String({ description: 'Name of the id in `integration` of a template.' }),
    label: Type.String(),
    help: Type.String(),
    where: orNull(Type.String({ description: 'Where the platform shows the id.' })),
  },
  { title: 'PlatformIntegration' },
)

const GuideView = Type.Object(
  {
    template_id: Type.String({ description: 'Template whose ids are filled in.' }),
    notice: orNull(
      Type.String({ description: 'Why no platform can call the addresses of this guide, and what to do.' }),
    ),
    steps: Type.Array(
      Type.Object({
        key: Type.String(),
        title: Type.String(),
        text: Type.String({ description: 'Instruction, with the names that the platform uses.' }),
        expect: Type.String({ description: 'Visible sign of success.' }),
        optional: Type.Boolean({ description: 'Whether everything works without this step.' }),
        settings: Type.Array(Type.String(), {
          description: 'Keys of the settings that are entered in Parley here.',
        }),
        integration: Type.Array(Type.String(), {
          description: 'Keys of the ids of the template that are entered in Parley here.',
        }),
        state: Type.Enum(['todo', 'listening', 'done', 'unknown'], {
          description:
            'Done: a fact says so. Listening: the first missing step, and Parley waits for the platform. Unknown: the step leaves no trace in Parley.',
        }),
        evidence: orNull(Type.String({ description: 'The fact, in a sentence.' })),
        since: orNull(time('When the fact was last so; of a listening step, since when Parley waits.')),
      }),
    ),
    snippets: Type.Array(
      Type.Object({
        key: Type.String(),
        step: Type.String({ description: 'Key of the step in which it is used.' }),
        scope: Type.Union([Type.Enum(['serve', 'ingest']), Type.Null()], {
          description: 'Scope of the key that takes the place of its placeholder; null if it has none.',
        }),
        title: Type.String(),
        where: Type.String({ description: 'Place in the platform for this text.' }),
        language: Type.String(),
        code: Type.String({ description: 'Complete text, with placeholders for secrets.' }),
      }),
    ),
    causes: Type.Array(
      Type.Object({
        key: Type.Enum([...CAUSES], { description: 'For the check of this cause.' }),
        title: Type.String(),
        text: Type.String(),
        step: Type.String({ description: 'Key of the step in which it is mended.' }),
      }),
      { description: 'Likeliest causes when nothing arrives, in the order in which to look.' },
    ),
  },
  { title: 'PlatformGuide' },
)

const HealthView = Type.Object(
  {
    status: Type.Enum(['never-seen', 'live', 'quiet', 'failing'], {
      description:
        'Quiet: no calls for an unusually long time. Failing: the latest calls were refused or unreadable. Samples do not count.',
    }),
    message: Type.String({ description: 'Explanation of the status, and how to mend it.' }),
    last_received_at: orNull(time('Time of the last stored call.')),
    last_counted_at: orNull(time('Time of the last call with an event that counts.')),
    usual: Type.Union(
      [
        Type.Object({
          gap_minutes: Type.Number({ description: 'Usual time between two calls.' }),
          per_hour: Type.Object(
            { low: Type.Integer(), high: Type.Integer() },
            { description: 'Usual range of calls in an hour that has any.' },
          ),
        }),
        Type.Null(),
      ],
      { description: 'Null if too little is known.' },
    ),
    received_24h: Type.Integer({ description: 'Calls stored in the last 24 hours.' }),
    unreadable_24h: Type.Integer({ description: 'Number of unreadable calls among them.' }),
    refused_24h: Type.Integer({
      description: 'Calls without valid authentication in the last 24 hours. Parley does not store them.',
    }),
  },
  { title: 'PlatformHealth' },
)
export type HealthView = Static<typeof HealthView>

const RungView = Type.Object(
  {
    key: Type.Enum(['asked', 'sent', 'opened', 'clicked', 'converted']),
    last_at: orNull(time('When it last happened to a message of the template.')),
    count_24h: Type.Integer({
      description: 'Messages in the last 24 hours; for `asked`, choices that count.',
    }),
  },
  { title: 'Rung' },
)

const configuration = {
  configured: Type.Boolean({
    description: 'Whether Parley can accept calls of the platform: nothing is missing.',
  }),
  missing: Type.Array(Type.String(), {
    description: 'What is missing before any call can be accepted, and what to do.',
  }),
}

export const PlatformView = Type.Object(
  {
    slug: Type.String(),
    name: Type.String(),
    endpoint_url: Type.String({ description: 'Address for the webhooks of the platform.' }),
    ...configuration,
    settings: Type.Array(SettingView),
    integration: Type.Array(IntegrationView, {
      description: "Fields for the platform's ids in a template. Parley matches events by them.",
    }),
    guide: GuideView,
    rungs: Type.Array(RungView, {
      description: 'What has reached Parley for the template of the guide, over all platforms.',
    }),
    health: HealthView,
  },
  {
    title: 'Platform',
    examples: [PLATFORM],
  },
)
export type PlatformView = Static<typeof PlatformView>

export const HealthList = Type.Object(
  {
    items: Type.Array(
      Type.Object({
        slug: Type.String(),
        name: Type.String(),
        endpoint_url: Type.String(),
        ...configuration,
        health: HealthView,
      }),
    ),
  },
  { title: 'PlatformHealthList', examples: [HEALTH] },
)

export const CauseParams = Type.Object({
  ...PlatformParams.properties,
  cause: Type.Enum([...CAUSES], { description: 'Key of a cause of the guide.', examples: ['address'] }),
})

export const CauseView = Type.Object(
  {
    cause: Type.Enum([...CAUSES]),
    verdict: Type.Enum(['found', 'ruled-out', 'unknown'], {
      description: 'Whether this is why nothing arrives.',
    }),
    message: Type.String(),
    fix: orNull(Type.String({ description: 'What to do.' })),
    checked_at: time('Time of the check.'),
  },
  {
    title: 'CauseChecked',
    examples: [
      {
        cause: 'credential',
        verdict: 'found',
        message:
          'Parley refused 12 calls in the last 24 hours: the signature does not fit. Compare the key in the settings with that of the webhook.',
        fix: 'Copy the key again from Customer.io into the settings, or from the settings into Customer.io.',
        checked_at: '2026-03-02T09:30:00.000Z',
      },
    ],
  },
)

export const EventsView = Type.Object(
  {
    items: Type.Array(
      Type.Object({
        type: Type.String({ description: 'As in `type` of events.' }),
        name: Type.String({ description: 'Name that the platform gives it.' }),
        last_seen_at: orNull(time('When one was last reported.')),
      }),
      { description: 'Events that Parley expects from the platform.' },
    ),
  },
  {
    title: 'ExpectedEvents',
    examples: [{ items: [{ type: 'open', name: 'opened', last_seen_at: '2026-03-02T09:30:00.000Z' }] }],
  },
)

const Known = (description: string) =>
  Type.Optional(Type.String({ minLength: 1, maxLength: 200, pattern: '^[^\\0]*$', description }))

export const SampleBody = Type.Object(
  {
    event: Type.String({ maxLength: 100, description: 'open, click, conversion, …' }),
    user_id: Known('User id in the sample. Default: a made-up person; the event then counts for no message.'),
    email: Known('Email address in the sample. Default: a made-up one.'),
    tracking_id: Known('Tracking id of a message. Default: a made-up one.'),
    message_id: Known('Id of the message at the platform. Default: a made-up one.'),
    template_id: Known('Template whose platform ids the sample has. Default: none.'),
  },
  { ...strict, title: 'SampleInput', examples: [{ event: 'open' }] },
)
export type SampleBody = Static<typeof SampleBody>

export const SampleStored = Type.Object(
  {
    request_id: Type.String({ description: 'Id of the stored call in the inbound log.' }),
  },
  { title: 'StoredSample' },
)
