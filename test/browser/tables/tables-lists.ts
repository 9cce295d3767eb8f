import type { Static } from 'typebox'
import type { InvitationPage, MemberView, OwnSessions } from '../../../src/features/accounts/schema.ts'
import type { AuditEntry } from '../../../src/features/audit/schema.ts'
import type { CoverageName } from '../../../src/features/channel-coverage/name-schema.ts'
import type { Coverage } from '../../../src/features/channel-coverage/schema.ts'
import type { EventsView, HealthList } from '../../../src/features/connections/schema.ts'
import type { DeliveryView } from '../../../src/features/deliver/schema.ts'
import type { DeliveryView as FeedbackDelivery } from '../../../src/features/feedback/deliveries/schema.ts'
import type { WebhookView } from '../../../src/features/feedback/schema.ts'
import type { GenerateAnswer } from '../../../src/features/generate/schema.ts'
import type { Replay } from '../../../src/features/inbound-log/replay-schema.ts'
import type { EventName, RequestSummary } from '../../../src/features/inbound-log/schema.ts'
import type { RequestsSummary } from '../../../src/features/inbound-log/summary/schema.ts'
import type { LimitsView } from '../../../src/features/limits/schema.ts'
import type { MetricView } from '../../../src/features/metrics/schema.ts'
import type { KeyView } from '../../../src/features/orgs/key-schema.ts'
import type { FormerSlugs } from '../../../src/features/orgs/schema.ts'
import type { ParkedErasures } from '../../../src/features/people/parked-schema.ts'
import type { FoundPeople } from '../../../src/features/people/schema.ts'
import type { RecommendationView } from '../../../src/features/recommendations/schema.ts'
import type { SimulationJobView } from '../../../src/features/simulate/schema.ts'
import type { TemplateDetail, TemplateView } from '../../../src/features/templates/schema.ts'
import type { Usage } from '../../../src/features/usage/schema.ts'
import type { ExportDayView } from '../../../src/features/warehouse/export/daily/day-schema.ts'
import type { ExportRunView } from '../../../src/features/warehouse/export/daily/schema.ts'
import type { PartitionView } from '../../../src/features/warehouse/sources/partitions/schema.ts'
import type { RunView } from '../../../src/features/warehouse/sources/run-schema.ts'
import type { SourceView } from '../../../src/features/warehouse/sources/schema.ts'
import { type CsvFile, type Described, figure, moment, type Row } from './table-kinds.ts'

interface List<Item> {
  readonly items: readonly Item[]
}

/** A list in the order of the API, with its cells. */
const listed =
  <Item>(
    path: string | RegExp,
    cells: (item: Item) => Row['cells'],
    key?: (item: Item) => string,
  ): Described['rows'] =>
  answers =>
    answers<List<Item>>(path).items.map(item => ({ ...(key && { key: key(item) }), cells: cells(item) }))

const audit = ({ at, actor }: AuditEntry): Row['cells'] => ({
  When: new Date(at),
  'Who did what': actor.name,
})
const auditCsv = (query: string, first: number): CsvFile => ({
  path: `/audit.csv${query}`,
  rows: records =>
    records
      .slice(0, first)
      .map(({ at, actor_name = '' }) => ({ cells: { When: moment(at), 'Who did what': actor_name } })),
})

const CALLS = /\/requests\?/
/** In the time zone of the organisation. */
const clockOf = (at: string): string =>
  new Date(at).toLocaleTimeString('en-GB', { timeZone: 'Europe/Berlin' })

/** As the file of wordings has them. */
const themesOf = (text = ''): readonly string[] => (text === '' ? [] : JSON.parse(text))

const SIZE_STEP = 1000
/** In the unit in which the page shows it. */
const scaled = (bytes: number): number =>
  bytes < SIZE_STEP ? bytes : bytes / SIZE_STEP ** Math.floor(Math.log10(bytes) / 3)

export const LISTS: readonly Described[] = [
  {
    ...{ place: 'account', caption: 'Your sessions' },
    rows: listed<Static<typeof OwnSessions>['items'][number]>('/api/v1/me/sessions', session => ({
      ...{
        Address: session.address,
        Began: new Date(session.created_at),
        'Last used': new Date(session.seen_at),
      },
    })),
  },
  {
    ...{ place: 'variants-compact', caption: 'Wordings' },
    rows: answers => {
      const { variants } = answers<Static<typeof TemplateDetail>>('/templates/welcome-email')
      return answers<{ readonly shares: readonly { readonly id: string; readonly share: number }[] }>(
        '/templates/welcome-email/traffic',
      ).shares.flatMap(({ id, share }) =>
        variants
          .filter(variant => variant.id === id)
          .map(({ name, vars, themes }) => ({
            key: name,
            cells: {
              'First text': vars['subject'] ?? '',
              Themes: themes.join(', ') || 'None',
              Traffic: share,
            },
          })),
      )
    },
    csv: {
      path: '/templates/welcome-email/variants.csv',
      rows: records =>
        records.map(({ name = '', status, control, subject = '', themes }) => ({
          key: name,
          cells: {
            ...{ 'First text': subject, Themes: themesOf(themes).join(', ') || 'None' },
            Status: control === 'true' ? 'Control' : status === 'approved' ? 'Approved' : 'Draft',
          },
        })),
    },
  },
  {
    ...{ place: 'activity', caption: 'Activity of welcome-email' },
    rows: listed('/audit?template=welcome-email&limit=50', audit),
    csv: auditCsv('?template=welcome-email', 50),
  },
  {
    ...{ place: 'settings-audit', caption: 'Audit log', rows: listed('/audit?limit=50', audit) },
    csv: auditCsv('', 50),
  },
  {
    ...{ place: 'recommendations', caption: 'Decided recommendations' },
    rows: answers =>
      answers<List<RecommendationView>>('/recommendations?limit=100')
        .items.filter(({ status }) => status !== 'open')
        .map(({ reason, decided_at, updated_at, note }) => ({
          cells: { Recommendation: reason, When: new Date(decided_at ?? updated_at), Reason: note ?? '–' },
        })),
    csv: {
      path: '/recommendations.csv',
      rows: records =>
        records
          .filter(({ status }) => status !== 'open')
          .map(({ reason = '', decided_at, updated_at, note = '' }) => ({
            cells: { Recommendation: reason, When: moment(decided_at || updated_at), Reason: note },
          })),
    },
  },
  {
    ...{ place: 'playground', caption: 'Attributes as sent and as read' },
    rows: answers =>
      Object.entries(answers<GenerateAnswer>('/api/generate/marlow').trace?.attributes ?? {}).map(
        ([name, values]) => ({
          key: name,
          cells: { 'Read as': values.join(', ') },
        }),
      ),
  },
  {
    ...{ place: 'plan', caption: 'Share decided by day' },
    rows: answers => {
      const days = answers<SimulationJobView>(/\/simulations\/[^/]+$/).partial?.by_day ?? []
      const every = Math.max(1, Math.ceil(days.length / 15))
      return days
        .filter(({ day }) => day % every === 0 || day === days.length)
        .map(({ day, decided, gain, best_share }) => ({
          cells: {
            ...{ Day: day, 'Decided, % of launches': decided, 'Gain so far, successes': gain },
            'Best wording, % of treated': best_share,
          },
        }))
    },
  },
  {
    ...{ place: 'events-week', caption: 'Calls by time' },
    rows: answers =>
      answers<RequestsSummary>(/\/requests\/summary\?/)
        .buckets.filter(({ counted, kept, waiting, attention }) => counted + kept + waiting + attention > 0)
        .map(({ counted, kept, waiting, attention }) => ({
          cells: { counted, 'kept, not counted': kept, waiting, 'need a look': attention },
        })),
  },
  {
    ...{ place: 'events-week', caption: 'Calls, newest first' },
    rows: listed<RequestSummary>(CALLS, ({ received_at, subject, items }) => ({
      ...{
        Time: clockOf(received_at),
        Person: subject ?? '–',
        'Source, event': items[0]?.native_event ?? '',
      },
    })),
    csv: {
      // The page asks for the time up to now, and its file for the same.
      path: asked =>
        asked(CALLS)
          .replace('/requests?', '/requests.csv?')
          .replace(/&?limit=\d+/, ''),
      rows: (records, answers) =>
        records
          .slice(0, answers<List<RequestSummary>>(CALLS).items.length)
          .map(({ received_at = '', subject, events = '' }) => ({
            cells: {
              ...{ Time: clockOf(received_at), Person: subject || '–' },
              'Source, event': events.split('; ')[0] ?? '',
            },
          })),
    },
  },
  {
    ...{ place: 'event-names', caption: 'Event names, those without a meaning first' },
    rows: answers => {
      const names = new Map(
        answers<Static<typeof HealthList>>('/platforms/health').items.map(({ slug, name }) => [slug, name]),
      )
      const pages = ['/event-names?limit=100', '/event-names?limit=100&unmapped=true']
      const found = pages.flatMap(path => answers<List<EventName>>(path).items)
      const rows = found.map(({ event, platform, count, last_seen }) => ({
        key: `${event}${names.get(platform) ?? platform}`,
        cells: { Events: count, 'Last seen': new Date(last_seen) },
      }))
      return [...new Map(rows.map(row => [row.key, row])).values()]
    },
  },
  {
    ...{ place: 'event-replays', caption: 'Replays, newest first' },
    rows: listed<Replay>('/requests/replays?limit=50', ({ done, total, changed, counted }) => ({
      ...{ Read: [done, total], 'Calls with a new result': changed, 'Events that count now': counted },
    })),
  },
  ...['people', 'people-found'].map(place => ({
    ...{ place, caption: 'Erasures that wait for a decision' },
    rows: listed<Static<typeof ParkedErasures>['items'][number]>(
      '/erasures',
      ({ name, asked_at, would_reach: { addresses, ids, decisions } }) => ({
        ...{ Person: name, Asked: new Date(asked_at), 'Would reach': [addresses, ids, decisions] },
      }),
    ),
  })),
  {
    ...{ place: 'people-found', caption: 'People found' },
    rows: listed<FoundPeople['items'][number]>('/people/search', ({ name, last_seen_at }) => ({
      ...{ Person: name, 'Last seen': new Date(last_seen_at) },
    })),
  },
  {
    ...{ place: 'source', caption: 'Events that Parley expects from Customer.io' },
    rows: listed<Static<typeof EventsView>['items'][number]>(
      '/platforms/cio/events',
      ({ name, last_seen_at }) => ({
        ...{ 'Name over there': name, 'Last seen': moment(last_seen_at) },
      }),
    ),
  },
  {
    ...{ place: 'sources', caption: 'Sources of the warehouse' },
    rows: listed<SourceView>('/sources', ({ name, counts, health }) => ({
      ...{ Name: name, Rows: counts.rows, 'Next run': moment(health.next_run_at) },
      'Last complete day': health.last_day ?? 'None yet',
    })),
  },
  {
    ...{ place: 'warehouse-source', caption: 'Runs, newest first' },
    rows: listed<RunView>(/\/sources\/[^/]+\/runs\?/, ({ queued_at, objects, bytes, rows }) => ({
      ...{ 'Asked for': new Date(queued_at), Objects: objects.done, Size: scaled(bytes.done) },
      ...{ 'Rows read': rows.read, Added: rows.added, Withdrawn: rows.withdrawn },
      ...{ 'Rows a second': rows.per_second, Refused: rows.refused.map(({ count }) => count) },
    })),
  },
  {
    ...{ place: 'warehouse-days', caption: 'Days, newest first' },
    rows: listed<PartitionView>(/\/sources\/[^/]+\/partitions\?/, ({ name, rows, loaded_at, ...day }) => ({
      ...{
        Day: name.replace('event_date=', ''),
        Rows: rows,
        Read: loaded_at ? new Date(loaded_at) : 'Never',
      },
      'Newest export': day.held_reason ?? day.waiting_reason ?? 'Taken',
    })),
  },
  {
    ...{ place: 'channel-coverage', caption: 'Events by webhook and by export' },
    rows: listed<CoverageName>(
      '/coverage/names?limit=100',
      ({ webhook, warehouse, difference }) => ({
        ...{ Webhooks: webhook, Exports: warehouse },
        Difference: webhook === 0 || warehouse === 0 ? null : difference,
      }),
      ({ event_name }) => event_name,
    ),
  },
  {
    ...{ place: 'coverage-event', caption: 'Webhooks and exports by day' },
    rows: answers =>
      answers<Static<typeof Coverage>>('/coverage?event_name=open&platform=itbl').days.map(
        ({ day, ...each }) => ({
          key: day,
          cells: {
            ...{ Webhooks: each.webhook, Exports: each.warehouse, Difference: each.difference },
            ...{ 'In both': each.both, 'By webhook only': each.webhook_only },
            'In exports only': each.warehouse_only,
          },
        }),
      ),
    csv: {
      path: '/coverage.csv?event_name=open&platform=itbl',
      rows: records =>
        records.map(({ day = '', ...each }) => ({
          key: day,
          cells: {
            ...{ Webhooks: figure(each['webhook']), Exports: figure(each['warehouse']) },
            ...{ Difference: figure(each['difference']), 'In both': figure(each['both']) },
          },
        })),
    },
  },
  {
    ...{ place: 'exports', caption: 'Runs of the export, newest first' },
    rows: listed<ExportRunView>('/exports/runs?limit=50', ({ queued_at, started_by, days, ...run }) => {
      const sum = (part: 'decisions' | 'events' | 'bytes') =>
        days.reduce((total, day) => total + day[part], 0)
      const done = days.length === run.planned_days ? [days.length] : [days.length, run.planned_days]
      return {
        ...{ 'Asked for': new Date(queued_at), 'Started by': started_by ?? 'Schedule', Days: done },
        ...{ Decisions: sum('decisions'), Events: sum('events'), Size: scaled(sum('bytes')) },
      }
    }),
  },
  {
    ...{ place: 'exports-days', caption: 'Days of the export, newest first' },
    rows: listed<ExportDayView>(
      '/exports/days?limit=50',
      ({ decisions, events, exported_at }) => ({
        Decisions: exported_at === null ? null : decisions,
        Events: exported_at === null ? null : events,
        Written: exported_at === null ? 'Not yet' : new Date(exported_at),
      }),
      ({ day }) => day,
    ),
  },
  {
    ...{ place: 'deliveries', caption: 'Messages, newest first' },
    rows: listed<DeliveryView>('/deliveries?limit=50', ({ created_at, attempts, status, reason }) => ({
      ...{ 'Asked for': new Date(created_at), Tries: attempts, Answer: status, Reason: reason ?? '–' },
    })),
    csv: {
      path: '/deliveries.csv',
      rows: records =>
        records.slice(0, 50).map(({ created_at, attempts, status, reason = '' }) => ({
          cells: {
            ...{ 'Asked for': moment(created_at), Tries: Number(attempts) },
            ...{ Answer: status === '' ? null : Number(status), Reason: reason },
          },
        })),
    },
  },
  {
    ...{ place: 'feedback-webhooks', caption: 'Feedback webhooks' },
    rows: listed<WebhookView>('/feedback-webhooks?limit=100', ({ name, health }) => ({
      ...{ 'Webhook Name': name, 'Waiting, deliveries': health.waiting, 'Failed, deliveries': health.failed },
      ...{ 'Last accepted': moment(health.last_success_at), 'Next try': moment(health.tried_again_at) },
    })),
  },
  {
    ...{ place: 'feedback-deliveries', caption: 'Deliveries, newest first' },
    rows: listed<FeedbackDelivery>(/\/feedback-webhooks\/[^/]+\/deliveries\?/, delivery => ({
      ...{
        Queued: new Date(delivery.created_at),
        'Request id': delivery.request_id,
        Answer: delivery.status,
      },
      ...{ Tries: delivery.exchanges.length, 'Next try': moment(delivery.due_at) },
    })),
  },
  {
    ...{ place: 'former-slugs', caption: 'Former slugs that still work' },
    rows: listed<Static<typeof FormerSlugs>['items'][number]>(/\/former-slugs$/, ({ slug, until }) => ({
      ...{ 'Former slug': slug, 'Works until': new Date(until) },
    })),
  },
  {
    ...{ place: 'settings-sandboxes', caption: 'Sandboxes' },
    rows: answers => {
      const { items } = answers<List<TemplateView>>('/templates?limit=100')
      return answers<List<{ readonly name: string; readonly created_at: string }>>(
        '/sandboxes?limit=100',
      ).items.map(({ name, created_at }) => ({
        key: name,
        cells: {
          Templates: items.filter(({ sandbox }) => sandbox === name).length,
          Made: new Date(created_at),
        },
      }))
    },
  },
  {
    ...{ place: 'settings-metrics', caption: 'Metrics' },
    rows: listed<MetricView>(
      /\/metrics$/,
      ({ events, used_by, part_of }) => ({
        Events: events.join(', ') || '–',
        'Used by': [...used_by, ...part_of].join(', ') || '–',
      }),
      ({ name }) => name,
    ),
  },
  {
    ...{ place: 'settings-attributes', caption: 'Rules for attributes' },
    rows: listed<{ readonly name: string; readonly default?: string }>('/attributes?limit=100', rule => ({
      ...{ Attribute: rule.name, 'Anything else': rule.default ?? 'as sent' },
    })),
  },
  {
    ...{ place: 'settings-keys', caption: 'API keys' },
    rows: listed<KeyView>('/keys?limit=100', ({ last_four, last_used_at, created_at }) => ({
      ...{ Key: `…${last_four}`, Made: new Date(created_at) },
      'Last used': last_used_at === null ? 'never' : new Date(last_used_at),
    })),
  },
  {
    ...{ place: 'settings-members', caption: 'Members' },
    rows: listed<Static<typeof MemberView>>('/members?limit=100', ({ email, seen_at, joined_at }) => ({
      ...{ Person: email, 'Last seen': moment(seen_at), Joined: new Date(joined_at) },
    })),
  },
  {
    ...{ place: 'settings-members', caption: 'Open invitations' },
    rows: listed<Static<typeof InvitationPage>['items'][number]>('/invitations', invitation => ({
      ...{ 'E-mail': invitation.email, Ends: new Date(invitation.expires_at) },
    })),
  },
  {
    ...{ place: 'settings-data', caption: 'What is stored, estimated' },
    rows: answers =>
      answers<Usage>('/usage').tables.map(({ rows, bytes, oldest_at }) => ({
        cells: { Rows: rows, Size: scaled(bytes), Oldest: moment(oldest_at) },
      })),
  },
  {
    ...{ place: 'settings-data', caption: 'What is used, and the limits' },
    rows: answers => {
      const { used, limits } = answers<LimitsView>('/limits')
      const shown = [
        ['Choices this month', used.choices, limits.choices_per_month],
        ['Events this month', used.events, limits.events_per_month],
        ['Templates', used.templates, limits.templates],
        ['API keys', used.keys, limits.keys],
      ] as const
      return shown.map(([key, count, most]) => ({
        key,
        cells: { Used: count, 'At most': most ?? 'any number' },
      }))
    },
  },
]
