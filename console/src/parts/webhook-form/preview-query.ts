import { queryOptions } from '@tanstack/react-query'
import type { Static } from 'typebox'
import type { PreviewBody, PreviewView, TestView } from '../../../../src/features/feedback/try/schema.ts'
import { call, path } from '../../api/call.ts'

export type Tested = Static<typeof TestView>

/** The body for each outcome, and the decoded token: the server builds them as for a delivery. */
export const previewQuery = (org: string, body: Partial<PreviewBody>) =>
  queryOptions({
    queryKey: [org, 'feedback-preview', body],
    staleTime: 60_000,
    queryFn: ({ signal }) =>
      call<PreviewView>('POST', path`/orgs/${org}/feedback-webhooks/preview`, { body, signal }),
  })
