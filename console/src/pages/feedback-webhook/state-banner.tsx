import type { WebhookView } from '../../../../src/features/feedback/schema.ts'
import { Button } from '../../kit/controls/button.tsx'
import { Age } from '../../kit/show/age.tsx'
import { Banner } from '../../kit/show/banner.tsx'
import { Num } from '../../kit/show/num.tsx'
import { When } from '../../kit/show/when.tsx'
import { Failed } from '../../kit/states/failed.tsx'
import { Recover } from './recover.tsx'
import { useChange } from './use-change.ts'

/** Why nothing is delivered, and the way back. */
export function StateBanner({ webhook }: { readonly webhook: WebhookView }) {
  const { status, status_reason, off_since, health } = webhook
  const change = useChange()
  const activate = (
    <Button
      size="small"
      needs="operate"
      isPending={change.isPending}
      onPress={() => change.mutate({ status: 'active' })}
    >
      {status === 'paused' ? 'Resume' : 'Activate'}
    </Button>
  )
  const waiting = (
    <>
      <Num value={health.waiting} /> {health.waiting === 1 ? 'delivery waits' : 'deliveries wait'}.
    </>
  )
  return (
    <>
      {change.error && <Failed error={change.error} />}
      {status === 'disabled' && (
        <Banner
          tone="negative"
          actions={
            <>
              {activate}
              <Recover since={health.failing_since} />
            </>
          }
        >
          <strong>
            Off
            {off_since !== null && (
              <>
                {' '}
                since <When at={off_since} />
              </>
            )}
            : every try failed.
          </strong>{' '}
          {waiting} {status_reason}
        </Banner>
      )}
      {status === 'paused' && (
        <Banner tone="warning" actions={activate}>
          <strong>
            Paused
            {off_since !== null && (
              <>
                {' '}
                since <When at={off_since} />
              </>
            )}
            .
          </strong>{' '}
          {waiting} Nothing is lost: reports are kept until you resume, and then have their full 72 hours.{' '}
          {status_reason}
        </Banner>
      )}
      {status === 'active' && health.failing_since !== null && (
        <Banner
          tone={health.status === 'warning' ? 'negative' : 'warning'}
          actions={<Recover since={health.failing_since} />}
        >
          <strong>
            Failing since <When at={health.failing_since} />.
          </strong>{' '}
          {waiting}{' '}
          {health.tried_again_at !== null && (
            <>
              Parley pauses after {health.failures_in_a_row} failures in a row, and tries again{' '}
              <Age at={health.tried_again_at} />.{' '}
            </>
          )}
          {health.status === 'warning' && health.disabled_at !== null && (
            <>
              It will be disabled on <When at={health.disabled_at} /> unless a delivery is accepted before.
            </>
          )}
        </Banner>
      )}
    </>
  )
}
