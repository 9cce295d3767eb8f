import { useState } from 'react'
import type { AuditEntry } from '../../../../src/features/audit/schema.ts'
import { changesOf, hiddenFields } from '../../words/audit.ts'
import { Button } from '../controls/button.tsx'
import css from './changes.module.css'

const SHOWN = 4

/** The fields of one change. The first few; the others on demand. */
export function Changes({ entry }: { readonly entry: AuditEntry }) {
  const [isOpen, setOpen] = useState(false)
  const changes = changesOf(entry.before, entry.after)
  const hidden = hiddenFields(entry.fields, changes)
  if (changes.length + hidden.length === 0) return <span className="meta">No field changed</span>
  const shown = isOpen ? changes : changes.slice(0, SHOWN)
  return (
    <div>
      <dl className={css['list']}>
        {shown.map(({ field, before, after }) => (
          <div key={field} className={css['change']}>
            <dt>{field}</dt>
            <dd>
              {entry.before !== null && (
                <>
                  <del>{before}</del> <span aria-hidden="true">→ </span>
                </>
              )}
              {entry.after === null ? <span className="meta">deleted</span> : <ins>{after}</ins>}
            </dd>
          </div>
        ))}
        {hidden.map(name => (
          <div key={name} className={css['change']}>
            <dt>{name}</dt>
            <dd className="meta">replaced; never shown</dd>
          </div>
        ))}
      </dl>
      {changes.length > SHOWN && (
        <Button kind="quiet" size="small" onPress={() => setOpen(!isOpen)}>
          {isOpen ? 'Show fewer' : `Show ${changes.length - SHOWN} more`}
        </Button>
      )}
    </div>
  )
}
