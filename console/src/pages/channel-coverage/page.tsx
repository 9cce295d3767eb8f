import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { addressOf, path } from '../../api/call.ts'
import { coverageKey } from '../../api/coverage-queries.ts'
import { LinkButton } from '../../kit/controls/link-button.tsx'
import { PageHeader } from '../../kit/page/page-header.tsx'
import { JobProgress } from '../../parts/job-progress.tsx'
import { Days } from './days.tsx'
import { Names } from './names.tsx'
import type { search } from './search.ts'

const HERE = '/o/$org/sources/coverage'
const APPLIED = { unit: 'stored events', verb: 'looked at again' }

/** Do webhooks and exports report the same events, and which of them counts? */
export function Page() {
  const { org } = useParams({ from: '/o/$org' })
  const { event, platform, job } = useSearch({ from: HERE })
  const navigate = useNavigate()
  const set = (change: Partial<ReturnType<typeof search>>) =>
    void navigate({ to: HERE, params: { org }, search: { event, platform, ...change }, replace: true })
  const at = path`/orgs/${org}/coverage`
  const query = { event_name: event, platform }
  return (
    <>
      <PageHeader
        title={event === undefined ? 'Webhooks and exports' : `${event}: webhooks and exports`}
        sub="The same event can arrive by webhook and in an export of your warehouse. One of the two counts. Parley keeps the other one for comparison, so that nothing counts twice. The last 31 days, in UTC."
        api={event === undefined ? { path: `${at}/names` } : { path: at, query }}
        exports={event === undefined ? [] : [{ label: 'days as CSV', href: addressOf(`${at}.csv`, query) }]}
        actions={
          event === undefined ? (
            <LinkButton to="/o/$org/sources" params={{ org }}>
              See the sources
            </LinkButton>
          ) : (
            <LinkButton to={HERE} params={{ org }}>
              All events
            </LinkButton>
          )
        }
      />
      <div className="stack">
        {job !== undefined && (
          <JobProgress
            id={job}
            words={APPLIED}
            changes={coverageKey}
            onClose={() => set({ job: undefined })}
          />
        )}
        {event === undefined ? (
          <Names org={org} />
        ) : (
          <Days
            key={event}
            org={org}
            event={event}
            platform={platform}
            onPlatform={chosen => set({ platform: chosen })}
            onJob={id => set({ job: id })}
          />
        )}
      </div>
    </>
  )
}
