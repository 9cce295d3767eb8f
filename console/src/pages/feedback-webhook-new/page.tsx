import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import type { Static } from 'typebox'
import type { NewWebhookView } from '../../../../src/features/feedback/schema.ts'
import { call, path } from '../../api/call.ts'
import { webhooksQuery } from '../../api/feedback-queries.ts'
import { Button } from '../../kit/controls/button.tsx'
import { LinkButton } from '../../kit/controls/link-button.tsx'
import { Dialog, DialogActions } from '../../kit/overlays/dialog.tsx'
import { PageHeader } from '../../kit/page/page-header.tsx'
import { Banner } from '../../kit/show/banner.tsx'
import { Snippet } from '../../kit/show/snippet.tsx'
import { OnePerSandbox, useSeveralAllowed } from '../../parts/one-per-sandbox.tsx'
import { Verify } from '../../parts/webhook-form/verify.tsx'
import { WebhookForm } from '../../parts/webhook-form/webhook-form.tsx'

/** The form of a new webhook. */
export function Page() {
  const { org = '' } = useParams({ strict: false })
  const { sandbox = 'prod' } = useSearch({ strict: false })
  const client = useQueryClient()
  const navigate = useNavigate()
  const isLifted = useSeveralAllowed()
  const { data } = useQuery(webhooksQuery(org))
  const [made, setMade] = useState<Static<typeof NewWebhookView>>()
  const present = data?.items.find(each => each.sandbox === sandbox && each.id !== made?.id)
  const submit = async (body: Record<string, unknown>) => {
    const created = await call<Static<typeof NewWebhookView>>('POST', path`/orgs/${org}/feedback-webhooks`, {
      body,
    })
    await client.invalidateQueries({ queryKey: [org, 'feedback-webhooks'] })
    setMade(created)
  }
  const open = (webhook: string) =>
    navigate({ to: '/o/$org/admin/channels/feedback-webhooks/$webhook', params: { org, webhook } })
  return (
    <>
      <PageHeader
        title="Create Feedback Webhook"
        sub="Your system hears what became of each message: Sent, Delivered, Bounce, Errors."
        meta={<OnePerSandbox />}
        api={{
          method: 'POST',
          path: `/orgs/${org}/feedback-webhooks`,
          body: { name: '…', url: 'https://…' },
        }}
      />
      {present && isLifted === false && (
        <Banner tone="warning">
          Only one webhook configuration per Organization + sandbox combination is allowed, and the sandbox{' '}
          {sandbox} has{' '}
          <Link to="/o/$org/admin/channels/feedback-webhooks/$webhook" params={{ org, webhook: present.id }}>
            {present.name}
          </Link>
          . Edit that one, or allow several with “change” above.
        </Banner>
      )}
      <WebhookForm
        key={sandbox}
        sandbox={sandbox}
        onSubmit={submit}
        cancel={
          <LinkButton to="/o/$org/admin/channels/feedback-webhooks" params={{ org }}>
            Cancel
          </LinkButton>
        }
      />
      {made && (
        <Dialog title="The webhook is saved" size="wide" isOpen onOpenChange={() => void open(made.id)}>
          <div className="stack">
            <p>
              This is its signing secret. Parley shows it only once: copy it to the receiver now. You can
              replace it later.
            </p>
            <Snippet label="Signing secret" text={made.secret} />
            <Verify />
            <DialogActions>
              <Button kind="primary" onPress={() => void open(made.id)}>
                Continue
              </Button>
            </DialogActions>
          </div>
        </Dialog>
      )}
    </>
  )
}
