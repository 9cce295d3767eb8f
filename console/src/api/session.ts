import { queryOptions } from '@tanstack/react-query'
import type { SessionView } from '../../../src/features/accounts/schema.ts'
import { call } from './call.ts'
import { ApiProblem } from './problem.ts'

/** Who is signed in, and to what. */
export type Session = SessionView
export type Role = Session['orgs'][number]['role']

/** The session; null when nobody is signed in. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  staleTime: 4_000,
  async queryFn(): Promise<Session | null> {
    try {
      return await call<Session>('GET', '/session')
    } catch (error) {
      if (error instanceof ApiProblem && error.status === 401) return null
      throw error
    }
  },
})

/** For the frame of pages: a session that ended in another window ends here within five seconds. */
export const watchedSession = { ...sessionQuery, refetchInterval: 4_000 }

export const signOut = (): Promise<void> => call<void>('DELETE', '/session')
