import type { ReactNode } from 'react'
import type { HealthView } from '../../../../src/features/connections/schema.ts'
import { Age } from '../../kit/show/age.tsx'
import { Card } from '../../kit/show/card.tsx'
import { Num } from '../../kit/show/num.tsx'
import css from './source.module.css'

/** What came in the last 24 hours, and when the last one came. */
export const Figures = ({ health, usual }: { readonly health: HealthView; readonly usual: string }) => (
  <Card>
    <dl className={css['figures']}>
      <Figure title="Calls, 24 h" note={usual}>
        <Num value={health.received_24h} />
      </Figure>
      <Figure
        title="Refused, 24 h"
        note="not stored: the credential did not fit"
        isBad={health.refused_24h > 0}
      >
        <Num value={health.refused_24h} />
      </Figure>
      <Figure title="Unreadable, 24 h" note="stored, and can be read again" isBad={health.unreadable_24h > 0}>
        <Num value={health.unreadable_24h} />
      </Figure>
      <Figure title="Last call">
        {health.last_received_at ? <Age at={health.last_received_at} /> : 'never'}
      </Figure>
      <Figure title="Last that counted">
        {health.last_counted_at ? <Age at={health.last_counted_at} /> : 'never'}
      </Figure>
    </dl>
  </Card>
)

interface Props {
  readonly title: string
  readonly note?: string
  readonly isBad?: boolean
  readonly children: ReactNode
}

const Figure = ({ title, note, isBad = false, children }: Props) => (
  <div>
    <dt className="meta">{title}</dt>
    <dd className={css[isBad ? 'bad' : 'value']}>{children}</dd>
    {note !== undefined && <dd className="meta">{note}</dd>}
  </div>
)
