import { keepPreviousData, queryOptions } from '@tanstack/react-query'
import type { PlatformView } from '../../../../src/features/connections/schema.ts'
import type { Explained, GenerateAnswer } from '../../../../src/features/generate/schema.ts'
import { call, path } from '../../api/call.ts'

/** A question to Parley, as a platform would ask it. */
export interface Question {
  readonly template_id: string
  readonly user_id?: string
  readonly tracking_id?: string
  /** Forces a wording. */
  readonly copy_id?: string
  readonly fields: Readonly<Record<string, unknown>>
  readonly attrs: Readonly<Record<string, unknown>>
}

export interface Answered {
  readonly question: Question
  readonly answer: GenerateAnswer
  /** From here to the server and back. */
  readonly tookMs: number
}

export const generatePath = (org: string): string => path`/api/generate/${org}`

/** @param isReal whether the call is recorded and counts */
export async function ask(
  org: string,
  question: Question,
  isReal: boolean,
  signal?: AbortSignal,
): Promise<Answered> {
  const startedAt = performance.now()
  const body = { ...question, trace: true, ...(!isReal && { preview: true }) }
  const answer = await call<GenerateAnswer>('POST', generatePath(org), { body, ...(signal && { signal }) })
  return { question, answer, tookMs: performance.now() - startedAt }
}

/** Nothing is recorded. Each time it is asked, chance decides anew. */
export const answerQuery = (org: string, question: Question) =>
  queryOptions({
    queryKey: [org, 'playground', question],
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) => ask(org, question, false, signal),
  })

export const decisionQuery = (org: string, decision: string) =>
  queryOptions({
    queryKey: [org, 'decision', decision],
    retry: false,
    queryFn: ({ signal }) => call<Explained>('GET', path`/orgs/${org}/decisions/${decision}`, { signal }),
  })

/** What to paste into a platform, for one template. */
export const platformQuery = (org: string, slug: string, template: string) =>
  queryOptions({
    queryKey: [org, 'platform', slug, template],
    staleTime: 60_000,
    queryFn: ({ signal }) =>
      call<PlatformView>('GET', path`/orgs/${org}/platforms/${slug}`, { query: { template }, signal }),
  })
