import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { Button } from '../../kit/controls/button.tsx'
import { LinkButton } from '../../kit/controls/link-button.tsx'
import { Empty } from '../../kit/states/empty.tsx'
import { PagedTable } from '../../kit/table/paged-table.tsx'
import { JobProgress } from '../../parts/job-progress.tsx'
import { periodQuery } from '../../parts/period-fields.tsx'
import { StateFilter } from '../../parts/state-filter.tsx'
import { DELIVERY_STATES, describeState } from '../../words/deliveries.ts'
import { columnsFor } from './columns.tsx'
import { Filters } from './filters.tsx'
import { Message } from './message.tsx'
import { deliveriesQuery, type Filter, summaryQuery } from './queries.ts'
import { ResendAll } from './resend-all.tsx'
import type { search } from './search.ts'

type Search = ReturnType<typeof search>
const NONE: Search = {
  ...{ state: undefined, transport: undefined, template: undefined, reason: undefined },
  ...{ q: undefined, from: undefined, to: undefined },
}

const RESENT = { unit: 'messages', verb: 'queued again' }
const LIST = (org: string) => [org, 'deliveries']

/** The list of messages with its filters. */
export function Messages() {
  const { org = '' } = useParams({ strict: false })
  const given = useSearch({ from: '/o/$org/deliveries' })
  const navigate = useNavigate()
  const set = (change: Search) =>
    void navigate({
      to: '/o/$org/deliveries',
      params: { org },
      search: { ...given, ...change },
      replace: true,
    })
  const { state, transport, template, reason } = given
  const filter: Filter = { state, transport, template, reason, ...periodQuery(given.from, given.to) }
  const isFiltered = [...Object.values(filter), given.q].some(value => value !== undefined)
  const summary = useQuery(summaryQuery(org, filter))
  const list = useInfiniteQuery(deliveriesQuery(org, filter, given.q))
  const clear = <Button onPress={() => set(NONE)}>Clear filters</Button>
  return (
    <div className="stack">
      {given.job !== undefined && (
        <JobProgress id={given.job} words={RESENT} changes={LIST} onClose={() => set({ job: undefined })} />
      )}
      <div className="row between">
        <StateFilter
          label="Messages by state"
          states={DELIVERY_STATES}
          counts={summary.data?.by_state}
          value={state}
          onChange={chosen => set({ state: chosen })}
        />
        <ResendAll filter={filter} counts={summary.data?.by_state} onJob={job => set({ job })} />
      </div>
      {state !== undefined && (
        <p className="note">
          <strong>{describeState(state).title}:</strong> {describeState(state).meaning}
        </p>
      )}
      <Filters given={given} set={set} reasons={summary.data?.by_reason ?? []} />
      <PagedTable
        query={list}
        caption="Messages, newest first"
        unit={['message', 'messages']}
        columns={columnsFor(org, given)}
        idOf={({ id }) => id}
        isSelected={({ id }) => id === given.open}
        empty={
          isFiltered ? (
            <Empty title="No message matches" action={clear}>
              <p>The filters hide all messages.</p>
            </Empty>
          ) : (
            <NeverSent org={org} />
          )
        }
        aside={isFiltered && clear}
      />
      {given.open !== undefined && <Message id={given.open} onClose={() => set({ open: undefined })} />}
    </div>
  )
}

const NeverSent = ({ org }: { readonly org: string }) => (
  <Empty
    title="Parley has sent no message yet"
    action={
      <span className="row">
        <LinkButton to="/o/$org/deliveries" params={{ org }} search={{ tab: 'transports' }}>
          Set up a transport
        </LinkButton>
        <a href="/docs">How to send a message: POST /api/deliver</a>
      </span>
    }
  >
    <p>
      Here stand the messages that you ask Parley to send itself: by your mail server, by Customer.io or by
      Adobe Journey Optimizer. Set a transport up first, and name it in the template. Messages that your
      platform sends do not appear here.
    </p>
  </Empty>
)
