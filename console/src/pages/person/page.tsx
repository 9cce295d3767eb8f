import { useInfiniteQuery } from '@tanstack/react-query'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useMemo, useState } from 'react'
import { path } from '../../api/call.ts'
import { useTemplateName } from '../../api/org-queries.ts'
import { ApiProblem } from '../../api/problem.ts'
import { useWordings } from '../../api/wordings.ts'
import { LinkButton } from '../../kit/controls/link-button.tsx'
import { PageHeader } from '../../kit/page/page-header.tsx'
import { Banner } from '../../kit/show/banner.tsx'
import { Card } from '../../kit/show/card.tsx'
import { Chip } from '../../kit/show/chip.tsx'
import { Empty } from '../../kit/states/empty.tsx'
import { Loaded } from '../../kit/states/loaded.tsx'
import { historyOf } from './entries.ts'
import { Erase } from './erase.tsx'
import { History } from './history.tsx'
import { Line } from './line.tsx'
import { traceQuery } from './queries.ts'

/** What one person got, what was reported of them, and what counts for what. */
export function Page() {
  const { org, person } = useParams({ from: '/o/$org/people/$person' })
  const { from, to, open } = useSearch({ from: '/o/$org/people/$person' })
  const navigate = useNavigate({ from: '/o/$org/people/$person' })
  const [now] = useState(Date.now)
  const nameOf = useTemplateName(org)
  const trace = useInfiniteQuery(traceQuery(org, person, { from, to }))
  const pages = trace.data?.pages
  const entries = useMemo(() => historyOf(pages ?? []), [pages])
  const wordings = useWordings(
    org,
    entries.flatMap(entry => (entry.kind === 'message' ? [entry.decision.template_id] : [])),
  )
  const show = (id: string | undefined) =>
    void navigate({ search: known => ({ ...known, open: id }), replace: true, resetScroll: false })
  const [first] = pages ?? []
  const isUnknown = trace.error instanceof ApiProblem && trace.error.status === 404
  return (
    <>
      <PageHeader
        title={first?.user ?? 'Person'}
        sub="What this person got, and why a report about them did or did not count."
        meta={first?.names.filter(name => name !== first.user).map(name => <Chip key={name}>{name}</Chip>)}
        api={{ path: path`/orgs/${org}/people/${person}`, query: { from, to } }}
        actions={
          <>
            <LinkButton to="/o/$org/events" params={{ org }} search={{ q: person, range: '30d' }}>
              See their calls
            </LinkButton>
            {first && <Erase org={org} person={person} name={first.user} isMasked={first.masked} />}
          </>
        }
      />
      <div className="stack">
        {isUnknown ? (
          <Empty
            title="There is nobody here"
            action={
              <LinkButton to="/o/$org/people" params={{ org }}>
                Find somebody
              </LinkButton>
            }
          >
            This person is unknown, was erased, or has no message and no report in the time that is kept.
          </Empty>
        ) : (
          <Loaded query={trace}>
            {() => (
              <>
                {first?.masked && (
                  <Banner tone="accent">Names and ids are masked. Engineers and admins see them.</Banner>
                )}
                {entries.length === 0 ? (
                  <Empty title="Nothing in this time" />
                ) : (
                  <>
                    <Line
                      nameOf={nameOf}
                      entries={entries}
                      letterOf={wordings.letterOf}
                      open={open}
                      onOpen={show}
                      now={now}
                    />
                    <Card title="History, newest first" isPadded={false}>
                      <History
                        org={org}
                        entries={entries}
                        wordings={wordings}
                        open={open}
                        onOpen={show}
                        hasMore={trace.hasNextPage}
                        isLoading={trace.isFetchingNextPage}
                        onMore={() => void trace.fetchNextPage()}
                      />
                    </Card>
                  </>
                )}
              </>
            )}
          </Loaded>
        )}
      </div>
    </>
  )
}
