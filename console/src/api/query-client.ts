import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query'
import { ApiProblem } from './problem.ts'
import { sessionQuery } from './session.ts'

// A wrong password is a 401 too, and ends nothing.
const SIGNED_OUT: readonly string[] = ['signed-out', 'missing-key']

/** A session that ended elsewhere: the shell sees it gone and asks to sign in again. */
function noteSignedOut(error: unknown): void {
  if (error instanceof ApiProblem && SIGNED_OUT.includes(error.code))
    queryClient.setQueryData(sessionQuery.queryKey, null)
}

const isOnServer = (error: unknown): boolean =>
  error instanceof ApiProblem && error.status < 500 && error.status > 0

/** Server state. What is older than 10 s is read again when a page shows it; pages poll only while visible. */
export const queryClient: QueryClient = new QueryClient({
  queryCache: new QueryCache({ onError: noteSignedOut }),
  mutationCache: new MutationCache({ onError: noteSignedOut }),
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      refetchIntervalInBackground: false,
      retry: (failures, error) => failures < 1 && !isOnServer(error),
    },
  },
})
