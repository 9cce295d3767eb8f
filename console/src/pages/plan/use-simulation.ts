import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useEffect } from 'react'
import type { SimulationJobView } from '../../../../src/features/simulate/schema.ts'
import { call, path } from '../../api/call.ts'
import { bodyOf, type Plan } from './plan.ts'

/** Enough for whole days and whole per cents. */
const WORLDS = 300
const POLL_MS = 700
/** After this, whoever shows the same plan has taken it over. */
const LEFT_MS = 200

/**
 * Simulates a plan on the server: a first answer after 60 launches, then better ones. A plan that is no longer looked at
 * is cancelled.
 */
export function useSimulation(plan: Plan) {
  const { org = '' } = useParams({ strict: false })
  const client = useQueryClient()
  const key = JSON.stringify(plan)
  const started = useQuery({
    queryKey: [org, 'simulation', 'start', key],
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: Number.POSITIVE_INFINITY,
    queryFn: () =>
      call<SimulationJobView>('POST', path`/orgs/${org}/simulations`, { body: bodyOf(plan, WORLDS) }),
  })
  const id = started.data?.id
  const followed = useQuery({
    queryKey: [org, 'simulation', id],
    enabled: id !== undefined,
    queryFn: ({ signal }) =>
      call<SimulationJobView>('GET', path`/orgs/${org}/simulations/${id ?? ''}`, { signal }),
    refetchInterval: ({ state }) =>
      state.data === undefined || state.data.state === 'running' ? POLL_MS : false,
  })
  const isRunning = followed.data?.state === 'running'
  useEffect(() => {
    if (id === undefined) return
    const forget = () => {
      const query = client.getQueryCache().find<SimulationJobView>({ queryKey: [org, 'simulation', id] })
      // A pinned plan may still show it.
      if (query === undefined || query.isActive() || query.state.data?.state !== 'running') return
      client.removeQueries({ queryKey: [org, 'simulation', 'start', key] })
      // It may have ended meanwhile.
      void call('POST', path`/orgs/${org}/simulations/${id}/cancel`).catch(() => undefined)
    }
    return () => {
      setTimeout(forget, LEFT_MS)
    }
  }, [client, org, id, key])
  return { job: followed.data, isRunning, error: started.error ?? followed.error, retry: started.refetch }
}
