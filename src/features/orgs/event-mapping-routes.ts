import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { checkRules } from '../../core/mapping/check-rules.ts'
import { MappingRule } from '../../core/mapping/rule.ts'
import { PLATFORMS } from '../../core/platforms/index.ts'
import type { Configuration } from '../../runtime/catalog/change.ts'
import { OrgParams } from '../../runtime/http/fields.ts'
import { problemResponses } from '../../runtime/http/problem.ts'
import { refuseAny } from '../../runtime/http/unprocessable.ts'
import { replaceMapping, suggestReplay } from './event-mapping-store.ts'

const RULES_MAX = 1000

const EventMapping = Type.Object(
  { rules: Type.Array(MappingRule, { maxItems: RULES_MAX, description: 'Rules in any order.' }) },
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
        description: 'Whether stored calls were processed with other rules.',
      }),
      names: Type.Integer({ description: 'Number of known event names with a new meaning.' }),
      events: Type.Integer({ description: 'Number of events with these names.' }),
      filter: Type.Union(
        [Type.Object({ from: Type.String(), platform: Type.Optional(Type.String()) }), Type.Null()],
        { description: 'Filter for POST /requests/replay. Null when a replay would change nothing.' },
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
        summary: 'Get the event mapping',
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
        summary: 'Replace the event mapping',
        description:
          'Applies to calls that Parley processes from now on. Earlier calls keep their results until a replay. ' +
          '`replay` in the answer shows whether a replay would change results.',
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
