import { type QueryKey, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useEffect } from 'react'
import type { JobView } from '../../../src/runtime/jobs/schema.ts'
import { call, path } from '../api/call.ts'
import { Button } from '../kit/controls/button.tsx'
import { Banner } from '../kit/show/banner.tsx'
import { Failed } from '../kit/states/failed.tsx'
import { type JobWords, jobInWords } from '../words/jobs.ts'

interface Props {
  readonly id: string
  readonly words: JobWords
  /** What is read again as it goes on. A constant. */
  readonly changes: (org: string) => QueryKey
  readonly onClose: () => void
}

const POLL_MS = 1_000

/** The progress of a job, which goes on when the page is left: its id is in the address. */
export function JobProgress({ id, words, changes, onClose }: Props) {
  const { org = '' } = useParams({ strict: false })
  const client = useQueryClient()
  const query = useQuery({
    queryKey: [org, 'job', id],
    queryFn: ({ signal }) => call<JobView>('GET', path`/orgs/${org}/jobs/${id}`, { signal }),
    refetchInterval: ({ state }) =>
      state.data === undefined || state.data.state === 'running' ? POLL_MS : false,
  })
  const cancel = useMutation({
    mutationFn: () => call<JobView>('POST', path`/orgs/${org}/jobs/${id}/cancel`),
    onSettled: () => query.refetch(),
  })
  const job = query.data
  const done = job?.done ?? 0
  // What the job changes is on the same page.
  // biome-ignore lint/correctness/useExhaustiveDependencies: progress is the reason
  useEffect(() => {
    void client.invalidateQueries({ queryKey: changes(org) })
  }, [client, org, changes, done, job?.state])
  if (query.error) return <Failed error={query.error} onRetry={() => void query.refetch()} />
  if (job === undefined) return null
  return (
    <Banner
      tone={job.state === 'failed' ? 'negative' : 'accent'}
      actions={
        job.state === 'running' ? (
          <Button size="small" needs="operate" isPending={cancel.isPending} onPress={() => cancel.mutate()}>
            Cancel
          </Button>
        ) : (
          <Button size="small" onPress={onClose}>
            Close
          </Button>
        )
      }
    >
      {jobInWords(job, words, Date.now())}{' '}
      {job.state === 'running' && (
        <progress value={job.done} max={Math.max(1, job.total)} aria-label="Progress of the job" />
      )}
    </Banner>
  )
}
