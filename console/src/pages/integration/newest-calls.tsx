import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { PlatformView } from '../../../../src/features/connections/schema.ts'
import type { RequestSummary } from '../../../../src/features/inbound-log/schema.ts'
import type { Page } from '../../../../src/runtime/http/page.ts'
import { call, path } from '../../api/call.ts'
import { Card } from '../../kit/show/card.tsx'
import { Chip } from '../../kit/show/chip.tsx'
import { When } from '../../kit/show/when.tsx'
import { Loaded } from '../../kit/states/loaded.tsx'
import css from './integration.module.css'

interface Props {
  readonly org: string
  readonly template: string
  readonly platform: PlatformView
}

const SHOWN = 4

const STANDINGS = {
  counted: { tone: 'positive', text: 'Counted' },
  kept: { tone: 'plain', text: 'Kept' },
  attention: { tone: 'warning', text: 'Needs a look' },
} as const

/** The newest calls of the platform, whatever became of them. */
export function NewestCalls({ org, template, platform }: Props) {
  const { slug, name } = platform
  const query = useQuery({
    queryKey: [org, 'requests', 'newest', slug],
    refetchInterval: 15_000,
    queryFn: ({ signal }) =>
      call<Page<RequestSummary>>('GET', path`/orgs/${org}/requests`, {
        query: { platform: slug, limit: SHOWN },
        signal,
      }),
  })
  return (
    <Card
      title="The newest calls"
      actions={
        <Link to="/o/$org/events" params={{ org }} search={{ platform: slug }}>
          All events
        </Link>
      }
    >
      <Loaded query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="sub">No call of {name} yet. It shows here within a second of its arrival.</p>
          ) : (
            <>
              <ul className={css['calls']}>
                {items.map(item => (
                  <CallRow key={item.id} org={org} item={item} />
                ))}
              </ul>
              {items.every(({ template_id }) => template_id !== template) && (
                <p className="note">
                  None of these belongs to a message of {template}. Its messages went out without asking
                  Parley, or their ids are not entered yet.
                </p>
              )}
            </>
          )
        }
      </Loaded>
    </Card>
  )
}

function CallRow({ org, item }: { readonly org: string; readonly item: RequestSummary }) {
  const { id, received_at, items, standing, outcome } = item
  const [first] = items
  const shown = standing && STANDINGS[standing]
  return (
    <li>
      <span className="meta num">
        <When at={received_at} precision="millisecond" />
      </span>
      <Link to="/o/$org/events" params={{ org }} search={{ open: id }} className="mono">
        {first?.native_event ?? first?.name ?? outcome ?? 'waiting'}
      </Link>
      {shown ? <Chip tone={shown.tone}>{shown.text}</Chip> : <Chip>Waiting</Chip>}
    </li>
  )
}
