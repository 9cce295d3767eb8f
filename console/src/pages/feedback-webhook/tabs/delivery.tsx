import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import type { DeliveryView } from '../../../../../src/features/feedback/deliveries/schema.ts'
import type { WebhookView } from '../../../../../src/features/feedback/schema.ts'
import { call, path } from '../../../api/call.ts'
import { Button } from '../../../kit/controls/button.tsx'
import { Dialog } from '../../../kit/overlays/dialog.tsx'
import { Age } from '../../../kit/show/age.tsx'
import { Chip } from '../../../kit/show/chip.tsx'
import { Copy } from '../../../kit/show/copy.tsx'
import { Snippet } from '../../../kit/show/snippet.tsx'
import { When } from '../../../kit/show/when.tsx'
import { Failed } from '../../../kit/states/failed.tsx'
import { Loaded } from '../../../kit/states/loaded.tsx'
import { JsonText } from '../../../parts/json-text.tsx'
import { exchangeAsCurl, outcomeInWords, responseText } from '../../../words/feedback.ts'
import { deliveryQuery } from '../queries.ts'
import { STATE_WORDS } from './columns.tsx'
import css from './tabs.module.css'

interface Props {
  readonly webhook: WebhookView
  readonly id: string
  readonly onClose: () => void
}

/** One delivery: every try, newest first, and the body. */
export function Delivery({ webhook, id, onClose }: Props) {
  const { org = '' } = useParams({ strict: false })
  const query = useQuery(deliveryQuery(org, webhook.id, id))
  return (
    <Dialog title="Delivery" size="wide" isOpen onOpenChange={onClose}>
      <Loaded query={query}>
        {delivery => (
          <div className="stack">
            <div className="row">
              <Chip tone={STATE_WORDS[delivery.state].tone}>{STATE_WORDS[delivery.state].text}</Chip>
              <span>
                {delivery.feedback} of <code>{delivery.request_id}</code>, template{' '}
                <code>{delivery.template_id}</code>
              </span>
              {delivery.due_at !== null && (
                <span className="sub">
                  Next try <Age at={delivery.due_at} />
                </span>
              )}
            </div>
            <p className="meta">
              webhook-id <code>{delivery.id}</code> <Copy text={delivery.id} of="the id of the delivery" />
            </p>
            <TryAgain webhook={webhook} delivery={delivery} />
            <Tries delivery={delivery} />
            <JsonText label="Body" value={delivery.payload} />
          </div>
        )}
      </Loaded>
    </Dialog>
  )
}

const RESULT_MS = 2_500

function TryAgain({ webhook, delivery }: { readonly webhook: WebhookView; readonly delivery: DeliveryView }) {
  const { org = '' } = useParams({ strict: false })
  const client = useQueryClient()
  const again = useMutation({
    mutationFn: () =>
      call<DeliveryView>(
        'POST',
        path`/orgs/${org}/feedback-webhooks/${webhook.id}/deliveries/${delivery.id}/retry`,
      ),
    async onSuccess() {
      const refresh = () => client.invalidateQueries({ queryKey: [org, 'feedback-deliveries', webhook.id] })
      await refresh()
      // Its result comes a moment later.
      setTimeout(refresh, RESULT_MS)
    },
  })
  return (
    <>
      <div className="row">
        <Button size="small" needs="operate" isPending={again.isPending} onPress={() => again.mutate()}>
          Try again
        </Button>
        <span className="meta">
          {webhook.status === 'active'
            ? 'The same id, the present secret, at once.'
            : 'The same id, the present secret, one attempt: the webhook is off.'}
        </span>
      </div>
      {again.error && <Failed error={again.error} />}
    </>
  )
}

const Tries = ({ delivery }: { readonly delivery: DeliveryView }) => {
  const tries = [...delivery.exchanges].reverse()
  if (tries.length === 0) return <p className="sub">No try so far.</p>
  const body = JSON.stringify(delivery.payload)
  return (
    <ol className={css['tries']} aria-label="Tries, newest first">
      {tries.map((exchange, at) => {
        const { at: time, request, response, reason } = exchange
        const ok = reason === null
        return (
          <li key={time} className={css['try']}>
            <div className="row between">
              <strong>
                Try {tries.length - at}, <When at={time} precision="second" />
              </strong>
              <Chip tone={ok ? 'positive' : 'negative'} sign={ok ? '✓' : '!'}>
                {outcomeInWords({ ...exchange, ok })}
              </Chip>
            </div>
            {reason !== null && <p>{reason}</p>}
            <details>
              <summary>Request and answer</summary>
              <Snippet
                label="Request"
                text={[
                  `${request.method} ${request.url}`,
                  ...Object.entries(request.headers).map(([name, value]) => `${name}: ${value}`),
                ].join('\n')}
                actions={<Copy label="Copy as curl" text={exchangeAsCurl(request, body)} />}
              />
              {response !== null && <Snippet label="Answer" text={responseText(response)} />}
            </details>
          </li>
        )
      })}
    </ol>
  )
}
