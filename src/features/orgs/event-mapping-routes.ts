import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { checkRules } from '../../core/mapping/check-rules.ts'
import { MappingRule } from '../../core/mapping/rule.ts'
import { PLATFORMS } from '../../core/platforms/index.ts'
import type { Configuration } from '../../runtime/catalog/change.ts'
import { problemResponses } from '../../runtime/http/problem.ts'
import { refuseAny } from '../../runtime/http/unprocessable.ts'
import { replaceMapping, suggestReplay } from './event-mapping-store.ts'
import { OrgParams } from './schema.ts'

const RULES_MAX = 1000

const EventMapping = Type.Object(
  { rules: Type.Array(MappingRule, { maxItems: RULES_MAX, description: 'In any order.' }) },
  {
    title: 'EventMapping',
    examples: [
      {
        rules: [
          {
            platform: 'events',
            event: 'order_completed',
            type: 'conversion',
            name: 'purchase',
            revenue_field: 'total',
          },
        ],
      },
    ],
    additionalProperties: false,
  },
)

const Changed = Type.Object(
  {
    ...EventMapping.properties,
    replay: Type.Object({
      suggested: Type.Boolean({
        description: 'Whether calls that are still kept were read by other rules than these.',
      }),
      names: Type.Integer({ description: 'How many of the names that were seen mean something else now.' }),
      events: Type.Integer({ description: 'How often those were seen.' }),
      filter: Type.Union(
        [Type.Object({ from: Type.String(), platform: Type.Optional(Type.String()) }), Type.Null()],
        { description: 'For POST /requests/replay. Null when there is nothing to read again.' },
      ),
    }),
  },
  { title: 'ReplacedEventMapping' },
)

export const eventMappingRoutes: FastifyPluginAsyncTypebox<{ configuration: Configuration }> = async (
  app,
  { configuration },
) => {
  const about = { tags: ['ingest'], params: OrgParams }

  app.get(
    '/orgs/:org/event-mapping',
    {
      schema: {
        ...about,
        operationId: 'getEventMapping',
        summary: 'What native events mean to the organisation',
        response: { 200: EventMapping, ...problemResponses },
      },
    },
    async ({ org }) => ({ rules: [...org.eventMapping] }),
  )

  app.put(
    '/orgs/:org/event-mapping',
    {
      schema: {
        ...about,
        operationId: 'replaceEventMapping',
        'x-problems': ['unprocessable'],
        summary: 'Say what native events mean, in place of what was said before',
        description:
          'Counts for calls that are read from now on. Those that were read before keep what they came to ' +
          'until they are replayed: the answer says whether that would change anything.',
        body: EventMapping,
        response: { 200: Changed, ...problemResponses },
      },
    },
    async ({ org, body: { rules } }) => {
      refuseAny(
        checkRules(
          rules,
          PLATFORMS.map(({ slug }) => slug),
        ),
      )
      const before = await replaceMapping(configuration, org, rules)
      const suggestion = await suggestReplay(configuration.db, org, before, rules)
      return { rules, replay: { suggested: suggestion.filter !== null, ...suggestion } }
    },
  )
}
