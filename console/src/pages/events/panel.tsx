import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import type { RequestDetail } from '../../../../src/features/inbound-log/schema.ts'
import { Button } from '../../kit/controls/button.tsx'
import { Icon } from '../../kit/icon.tsx'
import { Banner } from '../../kit/show/banner.tsx'
import { Chip } from '../../kit/show/chip.tsx'
import { Loaded } from '../../kit/states/loaded.tsx'
import { callInWords, eventsInWords, resultInWords } from '../../words/calls.ts'
import { Actions } from './actions.tsx'
import { Ladder } from './ladder.tsx'
import css from './panel.module.css'
import { Payload } from './payload.tsx'
import { requestQuery } from './queries.ts'

interface Props {
  readonly id: string
  readonly platformOf: (slug: string) => string
  readonly onClose: () => void
  /** Undefined at the end of the list. */
  readonly onPrevious: (() => void) | undefined
  readonly onNext: (() => void) | undefined
}

/** One call: what became of it, its way to a figure, what it said, and what can be done. */
export function Panel({ id, platformOf, onClose, onPrevious, onNext }: Props) {
  const { org } = useParams({ from: '/o/$org' })
  const query = useQuery(requestQuery(org, id))
  const panel = useRef<HTMLElement>(null)
  useEffect(() => {
    // Beside the list it is in sight. Above it, on narrow screens, it may not be.
    if (id !== '' && matchMedia('(max-width: 1099px)').matches)
      panel.current?.scrollIntoView({ block: 'start' })
  }, [id])
  return (
    <section ref={panel} className={css['panel']} aria-label="The call">
      <div className={css['head']}>
        {query.data ? (
          <>
            <Chip tone={resultInWords(query.data).tone}>{resultInWords(query.data).text}</Chip>
            <code className={css['name']}>{eventsInWords(query.data)}</code>
          </>
        ) : (
          <span className="meta">Call</span>
        )}
        <span className={css['move']}>
          <Button
            kind="quiet"
            size="small"
            aria-label="Newer call"
            isDisabled={!onPrevious}
            onPress={() => onPrevious?.()}
          >
            <Icon name="up" />
          </Button>
          <Button
            kind="quiet"
            size="small"
            aria-label="Older call"
            isDisabled={!onNext}
            onPress={() => onNext?.()}
          >
            <Icon name="down" />
          </Button>
          <Button kind="quiet" size="small" aria-label="Close the call" onPress={onClose}>
            <Icon name="close" />
          </Button>
        </span>
      </div>
      <Loaded query={query}>
        {call => <Inspected call={call} platform={platformOf(call.platform)} org={org} />}
      </Loaded>
    </section>
  )
}

interface InspectedProps {
  readonly call: RequestDetail
  readonly platform: string
  readonly org: string
}

const ITEMS_SHOWN = 20

const Inspected = ({ call, platform, org }: InspectedProps) => (
  <>
    <p className={css['say']}>{callInWords({ ...call, platform })}</p>
    {call.masked && (
      <div className={css['masked']}>
        <Banner tone="accent">People are masked. Engineers see them.</Banner>
      </div>
    )}
    <Ladder call={call} item={call.items[0]} />
    {call.items.length > 1 && <Items call={call} />}
    <Payload call={call} org={org} />
    <Actions call={call} org={org} />
  </>
)

/** The further items of a call, each with its own way. */
const Items = ({ call }: { readonly call: RequestDetail }) => (
  <div className={css['items']}>
    {call.items.slice(1, ITEMS_SHOWN).map((item, at) => (
      // biome-ignore lint/suspicious/noArrayIndexKey: items have no id and never move
      <details key={at}>
        <summary>
          <code>{item.native_event || item.name || item.type || 'Item'}</code>{' '}
          <Chip tone={resultInWords({ ...call, items: [item] }).tone}>
            {resultInWords({ ...call, items: [item] }).text}
          </Chip>
        </summary>
        <Ladder call={call} item={item} />
      </details>
    ))}
    {call.items.length > ITEMS_SHOWN && (
      <p className="meta">Further items are in the answer of the API: {call.items.length} in all.</p>
    )}
  </div>
)
