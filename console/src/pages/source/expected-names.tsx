import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { Static } from 'typebox'
import type { EventsView, PlatformView } from '../../../../src/features/connections/schema.ts'
import { expectedEventsQuery } from '../../api/platform-queries.ts'
import { Age } from '../../kit/show/age.tsx'
import { Chip } from '../../kit/show/chip.tsx'
import { Loaded } from '../../kit/states/loaded.tsx'
import { type Column, DataTable } from '../../kit/table/data-table.tsx'

type Expected = Static<typeof EventsView>['items'][number]

const WEEK_MS = 7 * 86_400_000

/** Which of the events that Parley expects have come in the last seven days. */
export function ExpectedNames({ org, platform }: { readonly org: string; readonly platform: PlatformView }) {
  const query = useQuery(expectedEventsQuery(org, platform.slug))
  return (
    <section className="stack">
      <div className="row between">
        <h2>Events that Parley expects</h2>
        <Link to="/o/$org/events/names" params={{ org }}>
          All names
        </Link>
      </div>
      <Loaded query={query}>
        {({ items }) => (
          <DataTable
            caption={`Events that Parley expects from ${platform.name}`}
            columns={COLUMNS}
            rows={items}
            idOf={({ type }) => type}
          />
        )}
      </Loaded>
    </section>
  )
}

const COLUMNS: readonly Column<Expected>[] = [
  { id: 'name', title: 'Name over there', cell: ({ name }) => <code>{name}</code>, isHeading: true },
  { id: 'type', title: 'Read as', cell: ({ type }) => type },
  {
    id: 'seen',
    title: 'Last 7 days',
    cell: ({ last_seen_at }) =>
      last_seen_at !== null && Date.now() - Date.parse(last_seen_at) < WEEK_MS ? (
        <Chip tone="positive" sign="✓">
          seen
        </Chip>
      ) : (
        <Chip>not seen</Chip>
      ),
  },
  {
    id: 'last',
    title: 'Last seen',
    cell: ({ last_seen_at }) => (last_seen_at === null ? 'never' : <Age at={last_seen_at} />),
  },
]
