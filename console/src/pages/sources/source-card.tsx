import { Link } from '@tanstack/react-router'
import type { Static } from 'typebox'
import type { HealthList } from '../../../../src/features/connections/schema.ts'
import { Card } from '../../kit/show/card.tsx'
import { Chip } from '../../kit/show/chip.tsx'
import { Num } from '../../kit/show/num.tsx'
import { badgeInWords, HEALTH_TONES, usualInWords } from '../../words/sources.ts'
import css from './sources.module.css'

type Item = Static<typeof HealthList>['items'][number]

/** One source: its badge in words, and what came, was refused and could not be read. */
export function SourceCard({ org, item }: { readonly org: string; readonly item: Item }) {
  const { slug, name, health, configured, endpoint_url } = item
  return (
    <Card
      title={
        <Link to="/o/$org/sources/$source" params={{ org, source: slug }}>
          {name}
        </Link>
      }
      actions={<Chip tone={HEALTH_TONES[health.status]}>{badgeInWords(health, Date.now())}</Chip>}
      tone={health.status === 'failing' ? 'negative' : health.status === 'quiet' ? 'warning' : 'plain'}
    >
      <div className="stack">
        <p className="sub">{health.message}</p>
        <dl className={css['figures']}>
          <Figure title="Calls, 24 h" value={health.received_24h} note={usualInWords(health.usual)} />
          <Figure title="Refused, 24 h" value={health.refused_24h} isBad={health.refused_24h > 0} />
          <Figure title="Unreadable, 24 h" value={health.unreadable_24h} isBad={health.unreadable_24h > 0} />
        </dl>
        <p className="meta">
          <code>{endpoint_url}</code>
          {!configured && ' · required settings are missing'}
        </p>
      </div>
    </Card>
  )
}

interface FigureProps {
  readonly title: string
  readonly value: number
  readonly note?: string
  readonly isBad?: boolean
}

const Figure = ({ title, value, note, isBad = false }: FigureProps) => (
  <div>
    <dt className="meta">{title}</dt>
    <dd className={css[isBad ? 'bad' : 'value']}>
      <Num value={value} />
    </dd>
    {note !== undefined && <dd className="meta">{note}</dd>}
  </div>
)
