import { Link } from '@tanstack/react-router'
import type { Static } from 'typebox'
import type { HealthList } from '../../../../src/features/connections/schema.ts'
import { Card } from '../../kit/show/card.tsx'
import { Chip } from '../../kit/show/chip.tsx'
import { Figure, Figures } from '../../kit/show/figure.tsx'
import { Num } from '../../kit/show/num.tsx'
import { badgeInWords, HEALTH_TONES, usualInWords } from '../../words/sources.ts'

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
        <Figures min={96}>
          <Figure title="Calls, 24 h" note={usualInWords(health.usual)}>
            <Num value={health.received_24h} />
          </Figure>
          <Figure title="Refused, 24 h" tone={health.refused_24h > 0 ? 'negative' : 'plain'}>
            <Num value={health.refused_24h} />
          </Figure>
          <Figure title="Unreadable, 24 h" tone={health.unreadable_24h > 0 ? 'negative' : 'plain'}>
            <Num value={health.unreadable_24h} />
          </Figure>
        </Figures>
        <p className="meta">
          <code>{endpoint_url}</code>
          {!configured && ' · required settings are missing'}
        </p>
      </div>
    </Card>
  )
}
