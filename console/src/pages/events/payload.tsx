import { useNavigate, useSearch } from '@tanstack/react-router'
import type { RequestDetail } from '../../../../src/features/inbound-log/schema.ts'
import { Segmented } from '../../kit/controls/segmented.tsx'
import { Copy } from '../../kit/show/copy.tsx'
import { Snippet } from '../../kit/show/snippet.tsx'
import { curlOf, rawOf, shortened } from './call-text.ts'
import { Json } from './json.tsx'
import css from './panel.module.css'

const VIEWS = [
  { value: 'normalised', label: 'Normalised' },
  { value: 'raw', label: 'Raw' },
  { value: 'headers', label: 'Headers' },
] as const

/** What the call said: as Parley understood it, as it came, and its headers. */
export function Payload({ call, org }: { readonly call: RequestDetail; readonly org: string }) {
  const { view = 'normalised' } = useSearch({ from: '/o/$org/events' })
  const navigate = useNavigate({ from: '/o/$org/events' })
  const text = textOf(call, view)
  const shown = shortened(text)
  return (
    <div className={css['payload']}>
      <div className="row between">
        <Segmented
          label="View of the call"
          options={VIEWS}
          value={view}
          onChange={next =>
            void navigate({ search: known => ({ ...known, view: next }), resetScroll: false })
          }
        />
        {call.outcome !== 'refused' && !call.masked && (
          <Copy text={() => curlOf(call, org, location.origin)} label="Copy as curl" />
        )}
      </div>
      <Snippet label={VIEWS.find(({ value }) => value === view)?.label ?? view} text={text}>
        <Json text={shown} />
      </Snippet>
      {shown.length < text.length && (
        <p className="meta">Only the beginning is shown. Copy takes all of it.</p>
      )}
    </div>
  )
}

function textOf(call: RequestDetail, view: (typeof VIEWS)[number]['value']): string {
  if (view === 'headers') return JSON.stringify(call.headers, null, 2)
  if (view === 'raw') return rawOf(call)
  if (call.events.length === 0)
    return call.outcome === null ? 'Not read yet.' : 'Parley read no event from this call.'
  const events = call.events.map(event =>
    Object.fromEntries(Object.entries(event).filter(([name, value]) => value !== null && !HIDDEN.has(name))),
  )
  return JSON.stringify(events.length === 1 ? events[0] : events, null, 2)
}

/** Told elsewhere in the panel. */
const HIDDEN: ReadonlySet<string> = new Set(['request_id', 'why_not', 'platform', 'received_at'])
