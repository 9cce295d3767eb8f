import { useQuery } from '@tanstack/react-query'
import { platformHealthQuery } from '../api/platform-health.ts'
import { sourcesQuery } from '../api/source-queries.ts'
import { sourcesInWords } from '../words/sources.ts'
import { SOURCE_HEALTH } from '../words/warehouse/reading.ts'

const POLL_MS = 60_000

/** How the platforms and the sources of the warehouse do; undefined until both are known. */
export function useSourcesInWords(org: string): ReturnType<typeof sourcesInWords> | undefined {
  const platforms = useQuery({ ...platformHealthQuery(org), refetchInterval: POLL_MS })
  const warehouse = useQuery({ ...sourcesQuery(org), refetchInterval: POLL_MS })
  if (!platforms.data || warehouse.isPending) return undefined
  return sourcesInWords([
    ...platforms.data.items.map(({ health }) => health.status),
    ...(warehouse.data?.items ?? []).map(({ health }) => SOURCE_HEALTH[health.status]),
  ])
}
