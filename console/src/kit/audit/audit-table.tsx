import type { ReactNode } from 'react'
import type { AuditEntry } from '../../../../src/features/audit/schema.ts'
import { actionInWords, objectInWords, stateInWords } from '../../words/audit.ts'
import { Chip } from '../show/chip.tsx'
import { When } from '../show/when.tsx'
import { DataTable } from '../table/data-table.tsx'
import { Changes } from './changes.tsx'

interface Props {
  readonly caption: string
  readonly entries: readonly AuditEntry[]
  readonly foot?: ReactNode
}

/** Who changed what, from what to what, and from where. */
export const AuditTable = ({ caption, entries, foot }: Props) => (
  <DataTable
    caption={caption}
    rows={entries}
    idOf={({ id }) => id}
    foot={foot}
    columns={[
      { id: 'at', title: 'When', width: '150px', cell: ({ at }) => <When at={at} precision="minute" /> },
      {
        id: 'what',
        title: 'Who did what',
        isHeading: true,
        width: '30%',
        cell: entry => <Said entry={entry} />,
      },
      { id: 'changes', title: 'Before → after', cell: entry => <Changes entry={entry} /> },
      {
        id: 'from',
        title: 'From',
        width: '150px',
        cell: ({ ip_prefix }) => (ip_prefix === null ? '–' : <span className="mono">{ip_prefix}</span>),
      },
    ]}
  />
)

function Said({ entry }: { readonly entry: AuditEntry }) {
  const { actor, action, object, state, before, after } = entry
  const became = stateInWords(state)
  const about = objectInWords(action, object.id, before, after)
  return (
    <div>
      {actor.name} {actionInWords(action)}
      {about !== null && (
        <>
          {' '}
          <b>{about}</b>
        </>
      )}
      {became !== null && (
        <>
          {' '}
          <Chip tone={state === 'refused' ? 'warning' : 'negative'} sign="!">
            {became}
          </Chip>
        </>
      )}
      {actor.kind === 'key' && <span className="meta"> with an API key</span>}
    </div>
  )
}
