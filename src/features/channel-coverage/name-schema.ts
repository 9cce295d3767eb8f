import { type Static, Type } from 'typebox'
import { ChannelChoice } from '../../core/mapping/channels.ts'
import { PageQuery, pageOf } from '../../runtime/http/page.ts'
import { Count, CoverageQuery } from './schema.ts'

const { from, to } = CoverageQuery.properties

export const CoverageNamesQuery = Type.Object({ ...PageQuery, from, to })

const dayOrNull = (description: string) =>
  Type.Union([Type.String(), Type.Null()], { description: `${description} Null: none in this period.` })

const webhook = Count('Events that webhooks reported.')
const warehouse = Count('Events in exports.')

const CoverageReporter = Type.Object(
  {
    platform: Type.String({ description: 'Whose names of events these are.' }),
    event_type: Type.String({ description: 'What the name means, such as open or conversion.' }),
    webhook,
    warehouse,
    choice: Type.Union([ChannelChoice, Type.Null()], {
      description: 'The choice that applies. Null: nobody has chosen, so the events of every channel count.',
    }),
  },
  { title: 'CoverageReporter' },
)

export const CoverageName = Type.Object(
  {
    event_name: Type.String({
      description: 'In lower case: the name of a conversion or custom event, else the event type.',
    }),
    webhook,
    warehouse,
    difference: Count('Events in exports minus events of webhooks.'),
    last_webhook_day: dayOrNull('The last day with an event of a webhook, in UTC.'),
    last_warehouse_day: dayOrNull('The last day with an event of an export, in UTC.'),
    reporters: Type.Array(CoverageReporter, { description: 'Who reports it, most events first.' }),
  },
  {
    title: 'CoverageName',
    examples: [
      {
        ...{ event_name: 'open', webhook: 1180, warehouse: 1204, difference: 24 },
        ...{ last_webhook_day: '2026-01-03', last_warehouse_day: '2026-01-03' },
        reporters: [
          {
            ...{ platform: 'itbl', event_type: 'open', webhook: 1180, warehouse: 1204 },
            choice: { event: 'open', platform: 'itbl', channel: 'warehouse' },
          },
        ],
      },
    ],
  },
)
export type CoverageName = Static<typeof CoverageName>
export const CoverageNamePage = pageOf(CoverageName)
