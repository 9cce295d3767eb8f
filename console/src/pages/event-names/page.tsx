import { useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import type { EventName } from '../../../../src/features/inbound-log/schema.ts'
import { path } from '../../api/call.ts'
import { usePlatformName } from '../../api/platform-health.ts'
import { LinkButton } from '../../kit/controls/link-button.tsx'
import { Segmented } from '../../kit/controls/segmented.tsx'
import { PageHeader } from '../../kit/page/page-header.tsx'
import { Age } from '../../kit/show/age.tsx'
import { Card, Columns } from '../../kit/show/card.tsx'
import { Chip } from '../../kit/show/chip.tsx'
import { Num } from '../../kit/show/num.tsx'
import { Empty } from '../../kit/states/empty.tsx'
import { Loaded } from '../../kit/states/loaded.tsx'
import { DataTable } from '../../kit/table/data-table.tsx'
import { LoadMore } from '../../kit/table/load-more.tsx'
import { RowLink } from '../../kit/table/row-link.tsx'
import { Editor } from './editor.tsx'
import { inOrder, statusInWords } from './meaning.ts'
import { namesQuery } from './queries.ts'

const SHOWS = [
  { value: 'all', label: 'All' },
  { value: 'unmapped', label: 'Not known' },
] as const

const idOf = ({ platform, native_event, event }: EventName): string => `${platform}|${native_event}|${event}`

/** The names that platforms and backends gave their events, and what each means. */
export function Page() {
  const { org } = useParams({ from: '/o/$org' })
  const { show = 'all', platform, open } = useSearch({ from: '/o/$org/events/names' })
  const navigate = useNavigate({ from: '/o/$org/events/names' })
  const names = useInfiniteQuery(namesQuery(org, undefined, show === 'unmapped'))
  const unmapped = useInfiniteQuery(namesQuery(org, undefined, true))
  const platformOf = usePlatformName(org)
  const listed = new Map(
    [...(unmapped.data?.pages ?? []), ...(names.data?.pages ?? [])]
      .flatMap(page => page.items)
      .map(name => [idOf(name), name]),
  )
  const rows = inOrder([...listed.values()])
  const opened = rows.find(
    name =>
      name.event.toLowerCase() === open?.toLowerCase() &&
      (platform === undefined || name.platform === platform),
  )
  const table = (
    <DataTable
      caption="Event names, those without a meaning first"
      rows={rows}
      idOf={idOf}
      isSelected={name => name === opened}
      columns={[
        {
          id: 'event',
          title: 'Event',
          isHeading: true,
          cell: name => (
            <>
              <RowLink
                from="/o/$org/events/names"
                to="."
                search={known => ({ ...known, open: name.event, platform: name.platform })}
                resetScroll={false}
              >
                <code>{name.event}</code>
              </RowLink>
              <br />
              <span className="meta">{platformOf(name.platform)}</span>
            </>
          ),
        },
        {
          id: 'meaning',
          title: 'Means',
          cell: name => <Meaning name={name} />,
        },
        { id: 'count', title: 'Events', isNumber: true, cell: name => <Num value={name.count} /> },
        { id: 'seen', title: 'Last seen', width: '116px', cell: name => <Age at={name.last_seen} /> },
      ]}
      foot={
        <LoadMore
          shown={rows.length}
          unit="names"
          hasMore={names.hasNextPage}
          isLoading={names.isFetchingNextPage}
          onMore={() => void names.fetchNextPage()}
        />
      }
    />
  )
  return (
    <>
      <PageHeader
        title="Event names"
        sub="Each name that arrived, and what it means. A rule gives a name another meaning."
        api={{ path: path`/orgs/${org}/event-names`, query: { limit: 100 } }}
        actions={
          <>
            <LinkButton to="/o/$org/events/replays" params={{ org }}>
              See replays
            </LinkButton>
            <Segmented
              label="Names"
              options={SHOWS}
              value={show}
              onChange={next => void navigate({ search: known => ({ ...known, show: next }) })}
            />
          </>
        }
      />
      <div className="stack">
        <Loaded query={names}>
          {() =>
            rows.length === 0 ? (
              <Empty
                title={show === 'unmapped' ? 'Every name has a meaning' : 'No event has arrived yet'}
                action={
                  show === 'unmapped' ? undefined : (
                    <LinkButton kind="primary" to="/o/$org/sources" params={{ org }}>
                      Connect a source
                    </LinkButton>
                  )
                }
              >
                {show === 'unmapped'
                  ? 'Parley knows all events that arrived, or a template counts them.'
                  : 'Names appear here with the first report of a platform or your backend.'}
              </Empty>
            ) : opened ? (
              <Columns
                side={
                  <Editor key={idOf(opened)} org={org} name={opened} platform={platformOf(opened.platform)} />
                }
              >
                {table}
              </Columns>
            ) : (
              <Columns
                side={
                  <Card title="Choose a name">
                    <p className="sub">
                      You then see an event with this name, say what it means, and pick its amount by clicking
                      it.
                    </p>
                  </Card>
                }
              >
                {table}
              </Columns>
            )
          }
        </Loaded>
      </div>
    </>
  )
}

/** Only a name that somebody should look at is marked. */
function Meaning({ name }: { readonly name: EventName }) {
  const { text, tone } = statusInWords(name)
  return tone === 'warning' ? <Chip tone={tone}>{text}</Chip> : text
}
