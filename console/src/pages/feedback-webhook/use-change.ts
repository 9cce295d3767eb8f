import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import type { WebhookPatch, WebhookView } from '../../../../src/features/feedback/schema.ts'
import { call, path } from '../../api/call.ts'
import { webhookQuery } from '../../api/feedback-queries.ts'

/** Changes the webhook of this page. The page shows the answer. */
export function useChange() {
  const { org = '', webhook: id = '' } = useParams({ strict: false })
  const client = useQueryClient()
  return useMutation({
    mutationFn: (body: WebhookPatch | Record<string, unknown>) =>
      call<WebhookView>('PATCH', path`/orgs/${org}/feedback-webhooks/${id}`, { body }),
    onSuccess(changed) {
      client.setQueryData(webhookQuery(org, id).queryKey, changed)
      return client.invalidateQueries({ queryKey: [org, 'feedback-webhooks'] })
    },
  })
}
