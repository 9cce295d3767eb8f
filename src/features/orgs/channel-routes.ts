import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { ChannelChoice } from '../../core/mapping/channels.ts'
import { checkChoices } from '../../core/mapping/check-choices.ts'
import { PLATFORMS } from '../../core/platforms/index.ts'
import type { Configuration } from '../../runtime/catalog/change.ts'
import { OrgParams } from '../../runtime/http/fields.ts'
import { problemResponses } from '../../runtime/http/problem.ts'
import { refuseAny } from '../../runtime/http/unprocessable.ts'
import { JobView, showJob } from '../../runtime/jobs/schema.ts'
import { changeChoices, type StartApplying } from './channel-store.ts'

const CHOICES_MAX = 1000

const choices = Type.Array(ChannelChoice, { maxItems: CHOICES_MAX, description: 'Choices in any order.' })

const Channels = Type.Object(
  { choices },
  {
    title: 'Channels',
    examples: [{ choices: [{ event: 'purchase', platform: 'itbl', channel: 'warehouse' }] }],
    additionalProperties: false,
  },
)

const Changed = Type.Object(
  {
    choices,
    job: Type.Union([JobView, Type.Null()], {
      description: 'The job that applies the change to stored events. Null if none is concerned.',
    }),
  },
  { title: 'ReplacedChannels' },
)

export const channelRoutes: FastifyPluginAsyncTypebox<{
  configuration: Configuration
  start: StartApplying
}> = async (app, { configuration, start }) => {
  const about = { tags: ['ingest'], params: OrgParams }

  app.get(
    '/orgs/:org/channels',
    {
      schema: {
        ...about,
        operationId: 'getChannels',
        summary: 'Get which channel counts for which events',
        response: { 200: Channels, ...problemResponses },
      },
    },
    async ({ org }) => ({ choices: [...org.channels] }),
  )

  app.put(
    '/orgs/:org/channels',
    {
      schema: {
        ...about,
        operationId: 'replaceChannels',
        'x-problems': ['unprocessable'],
        summary: 'Choose which channel counts for which events',
        description:
          'Webhooks and exports of a warehouse may report the same events. One of them counts; the other’s events are kept for comparison, with the outcome compared, and change no figure. Events without a choice count from every channel. A job applies the change to stored events.',
        body: Channels,
        response: { 200: Changed, ...problemResponses },
      },
    },
    async ({ org, body, actor }) => {
      refuseAny(
        checkChoices(
          body.choices,
          PLATFORMS.map(({ slug }) => slug),
        ),
      )
      const by = actor.name
      const changed = await changeChoices(configuration, org, () => body.choices, { start, by })
      return { choices: [...changed.choices], job: changed.job === null ? null : showJob(changed.job) }
    },
  )
}
