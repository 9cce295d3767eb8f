import type { HealthView } from '../../../../src/features/connections/schema.ts'
import { Age } from '../../kit/show/age.tsx'
import { Card } from '../../kit/show/card.tsx'
import { Figure, Figures } from '../../kit/show/figure.tsx'
import { Num } from '../../kit/show/num.tsx'

/** What came in the last 24 hours, and when the last one came. */
export const LastDay = ({ health, usual }: { readonly health: HealthView; readonly usual: string }) => (
  <Card>
    <Figures>
      <Figure title="Calls, 24 h" note={usual}>
        <Num value={health.received_24h} />
      </Figure>
      <Figure
        title="Refused, 24 h"
        note="not stored: the credential did not fit"
        tone={health.refused_24h > 0 ? 'negative' : 'plain'}
      >
        <Num value={health.refused_24h} />
      </Figure>
      <Figure
        title="Unreadable, 24 h"
        note="stored, and can be read again"
        tone={health.unreadable_24h > 0 ? 'negative' : 'plain'}
      >
        <Num value={health.unreadable_24h} />
      </Figure>
      <Figure title="Last call">
        {health.last_received_at ? <Age at={health.last_received_at} /> : 'never'}
      </Figure>
      <Figure title="Last that counted">
        {health.last_counted_at ? <Age at={health.last_counted_at} /> : 'never'}
      </Figure>
    </Figures>
  </Card>
)
