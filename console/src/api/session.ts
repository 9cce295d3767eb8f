import { queryOptions } from '@tanstack/react-query'
import { call } from './call.ts'
import { ApiProblem } from './problem.ts'

export const ROLES = ['viewer', 'editor', 'engineer', 'admin'] as const
export type Role = (typeof ROLES)[number]

export interface SessionOrg {
  readonly slug: string
  readonly name: string
  readonly role: Role
}

/** Who is signed in, and to what. */
export interface Session {
  readonly user: {
    readonly id: string
    readonly name: string
    readonly email: string
    readonly operator: boolean
  }
  readonly orgs: readonly SessionOrg[]
  readonly expires_at: string
}

/** The session; null when nobody is signed in. */
export const sessionQuery = queryOptions({
  queryKey: ['session'],
  staleTime: 30_000,
  async queryFn(): Promise<Session | null> {
    try {
      return await call<Session>('GET', '/session')
    } catch (error) {
      if (error instanceof ApiProblem && error.status === 401) return null
      throw error
    }
  },
})

export const signOut = (): Promise<void> => call<void>('DELETE', '/session')
