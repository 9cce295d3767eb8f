import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import type { Static } from 'typebox'
import type { RotatedView, WebhookView } from '../../../../src/features/feedback/schema.ts'
import { call, path } from '../../api/call.ts'
import { webhookQuery } from '../../api/feedback-queries.ts'
import { Button } from '../../kit/controls/button.tsx'
import { NumberField } from '../../kit/controls/number-field.tsx'
import { Dialog, DialogActions, DialogTrigger } from '../../kit/overlays/dialog.tsx'
import { Card } from '../../kit/show/card.tsx'
import { Snippet } from '../../kit/show/snippet.tsx'
import { When } from '../../kit/show/when.tsx'
import { Failed } from '../../kit/states/failed.tsx'

/** The signing secret: never shown again, replaced with an overlap. */
export const Secret = ({ webhook }: { readonly webhook: WebhookView }) => (
  <Card title="Signing secret">
    <div className="stack">
      {webhook.previous_secret_valid_until === null ? (
        <p className="sub">Kept encrypted, never shown again.</p>
      ) : (
        <p>
          Both secrets are valid until <When at={webhook.previous_secret_valid_until} />: every delivery has
          two signatures until then.
        </p>
      )}
      <div>
        <DialogTrigger>
          <Button needs="operate">Replace the secret…</Button>
          <Dialog title="Replace the signing secret">{close => <Rotate close={close} />}</Dialog>
        </DialogTrigger>
      </div>
    </div>
  </Card>
)

function Rotate({ close }: { readonly close: () => void }) {
  const { org = '', webhook = '' } = useParams({ strict: false })
  const client = useQueryClient()
  const [hours, setHours] = useState(24)
  const rotate = useMutation({
    mutationFn: () =>
      call<Static<typeof RotatedView>>(
        'POST',
        path`/orgs/${org}/feedback-webhooks/${webhook}/rotate-secret`,
        { body: { previous_valid_seconds: Math.round(hours * 3600) } },
      ),
    onSuccess: () => client.invalidateQueries({ queryKey: webhookQuery(org, webhook).queryKey }),
  })
  if (rotate.data)
    return (
      <div className="stack">
        <p>
          Copy the new secret to the receiver now: Parley shows it only once.{' '}
          {rotate.data.previous_secret_valid_until !== null && (
            <>
              The old one is valid until <When at={rotate.data.previous_secret_valid_until} />.
            </>
          )}
        </p>
        <Snippet label="New signing secret" text={rotate.data.secret} />
        <DialogActions>
          <Button kind="primary" onPress={close}>
            Done
          </Button>
        </DialogActions>
      </div>
    )
  return (
    <div className="stack">
      <p>Parley signs with both secrets for a while, so that no delivery is refused meanwhile.</p>
      <NumberField
        label="The old secret stays valid for"
        aside="hours; 0 ends it at once"
        minValue={0}
        maxValue={720}
        value={hours}
        onChange={value => Number.isFinite(value) && setHours(value)}
      />
      {rotate.error && <Failed error={rotate.error} />}
      <DialogActions>
        <Button onPress={close}>Cancel</Button>
        <Button kind="primary" isPending={rotate.isPending} onPress={() => rotate.mutate()}>
          Replace
        </Button>
      </DialogActions>
    </div>
  )
}
