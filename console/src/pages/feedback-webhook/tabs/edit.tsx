import { useNavigate, useParams } from '@tanstack/react-router'
import type { WebhookView } from '../../../../../src/features/feedback/schema.ts'
import { LinkButton } from '../../../kit/controls/link-button.tsx'
import { toast } from '../../../kit/overlays/toast.tsx'
import { WebhookForm } from '../../../parts/webhook-form/webhook-form.tsx'
import { useChange } from '../use-change.ts'

/** The settings of a webhook. */
export function Edit({ webhook }: { readonly webhook: WebhookView }) {
  const { org = '' } = useParams({ strict: false })
  const navigate = useNavigate()
  const change = useChange()
  const to = '/o/$org/admin/channels/feedback-webhooks/$webhook' as const
  const params = { org, webhook: webhook.id }
  return (
    <WebhookForm
      key={webhook.id}
      webhook={webhook}
      sandbox={webhook.sandbox}
      onSubmit={async body => {
        await change.mutateAsync(body)
        toast('The webhook is saved.')
        await navigate({ to, params, ignoreBlocker: true })
      }}
      cancel={
        <LinkButton to={to} params={params}>
          Cancel
        </LinkButton>
      }
    />
  )
}
