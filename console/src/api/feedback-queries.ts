import { queryOptions } from '@tanstack/react-query'
import type { WebhookView } from '../../../src/features/feedback/schema.ts'
import type { Page } from '../../../src/runtime/http/page.ts'
import { call, path } from './call.ts'

export const webhooksQuery = (org: string) =>
  queryOptions({
    queryKey: [org, 'feedback-webhooks'],
    refetchInterval: 15_000,
    queryFn: ({ signal }) =>
      call<Page<WebhookView>>('GET', path`/orgs/${org}/feedback-webhooks`, { query: { limit: 100 }, signal }),
  })

export const webhookQuery = (org: string, id: string) =>
  queryOptions({
    queryKey: [org, 'feedback-webhook', id],
    refetchInterval: 15_000,
    queryFn: ({ signal }) => call<WebhookView>('GET', path`/orgs/${org}/feedback-webhooks/${id}`, { signal }),
  })
