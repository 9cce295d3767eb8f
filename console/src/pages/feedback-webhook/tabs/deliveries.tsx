import { useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import type { WebhookView } from '../../../../../src/features/feedback/schema.ts'
import { Button } from '../../../kit/controls/button.tsx'
import { Select } from '../../../kit/controls/select.tsx'
import { TextField } from '../../../kit/controls/text-field.tsx'
import { Empty } from '../../../kit/states/empty.tsx'
import { PagedTable } from '../../../kit/table/paged-table.tsx'
import { JobProgress } from '../../../parts/job-progress.tsx'
import { PeriodFields, periodQuery } from '../../../parts/period-fields.tsx'
import { StateFilter } from '../../../parts/state-filter.tsx'
import { deliveriesQuery, type Filter, summaryQuery } from '../queries.ts'
import type { search } from '../search.ts'
import { columnsFor } from './columns.tsx'
import { Delivery } from './delivery.tsx'
import { RetryAll } from './retry-all.tsx'
import css from './tabs.module.css'

type Search = ReturnType<typeof search>

const STATES = [
  { state: 'waiting', title: 'Waiting' },
  { state: 'delivered', title: 'Delivered' },
  { state: 'failed', title: 'Failed', isBad: true },
] as const

const RESENT = { unit: 'deliveries', verb: 'queued again' }
const LIST = (org: string) => [org, 'feedback-deliveries']

/** Every delivery with its attempts, newest first. */
export function Deliveries({ webhook }: { readonly webhook: WebhookView }) {
  const { org = '' } = useParams({ strict: false })
  const given = useSearch({ from: '/o/$org/admin/channels/feedback-webhooks/$webhook' })
  const navigate = useNavigate()
  const set = (change: Search) =>
    navigate({
      to: '/o/$org/admin/channels/feedback-webhooks/$webhook',
      params: { org, webhook: webhook.id },
      search: { ...given, tab: 'deliveries', ...change },
      replace: true,
    })
  const filter: Filter = {
    ...{ state: given.state, status: given.status, request_id: given.q },
    ...periodQuery(given.from, given.to),
  }
  const isFiltered = Object.values(filter).some(value => value !== undefined)
  const summary = useQuery(summaryQuery(org, webhook.id, filter))
  const list = useInfiniteQuery(deliveriesQuery(org, webhook.id, filter))
  const clear = () =>
    set({ state: undefined, status: undefined, q: undefined, from: undefined, to: undefined })
  const clearButton = <Button onPress={() => void clear()}>Clear filters</Button>
  return (
    <div className="stack">
      {given.job !== undefined && (
        <JobProgress
          id={given.job}
          words={RESENT}
          changes={LIST}
          onClose={() => void set({ job: undefined })}
        />
      )}
      <div className="row between">
        <StateFilter
          label="Deliveries by state"
          states={STATES}
          counts={summary.data?.by_state}
          value={given.state}
          onChange={state => void set({ state })}
        />
        <RetryAll filter={filter} count={summary.data?.by_state.failed} onJob={job => void set({ job })} />
      </div>
      <div className={css['filters']}>
        <Select
          label="Answer"
          value={given.status ?? 'any'}
          onChange={status => void set({ status: status === 'any' ? undefined : status })}
          options={[
            { value: 'any', label: 'Any' },
            { value: '2xx', label: '2xx: accepted' },
            { value: '4xx', label: '4xx: refused' },
            { value: '5xx', label: '5xx: failed' },
            { value: 'none', label: 'No answer' },
            ...(summary.data?.by_status ?? []).flatMap(({ status, count }) =>
              status === null ? [] : [{ value: String(status), label: `${status} (${count})` }],
            ),
          ]}
        />
        <TextField
          label="Request id"
          isCode
          type="search"
          defaultValue={given.q ?? ''}
          onBlur={event => void set({ q: event.target.value.trim() || undefined })}
          onKeyDown={event =>
            event.key === 'Enter' &&
            event.target instanceof HTMLInputElement &&
            void set({ q: event.target.value.trim() || undefined })
          }
        />
        <PeriodFields from={given.from} to={given.to} onChange={period => void set(period)} />
        {isFiltered && clearButton}
      </div>
      <PagedTable
        query={list}
        caption="Deliveries, newest first"
        unit={['delivery', 'deliveries']}
        columns={columnsFor(org, webhook.id, given)}
        idOf={({ id }) => id}
        isSelected={({ id }) => id === given.open}
        empty={
          isFiltered ? (
            <Empty title="No delivery matches" action={clearButton}>
              <p>The filters hide all deliveries of this webhook.</p>
            </Empty>
          ) : (
            <Empty title="No deliveries yet">
              <p>
                A delivery stands here as soon as a message of the sandbox {webhook.sandbox} is reported as
                sent, delivered, bounced or in error. Send a test on the Overview to try the receiver now.
              </p>
            </Empty>
          )
        }
      />
      {given.open !== undefined && (
        <Delivery webhook={webhook} id={given.open} onClose={() => void set({ open: undefined })} />
      )}
    </div>
  )
}
