import type { ReactNode } from 'react'
import { Button } from '../../kit/controls/button.tsx'
import { Icon } from '../../kit/icon.tsx'
import { Chip } from '../../kit/show/chip.tsx'
import css from './variants.module.css'

interface Props {
  readonly label: string
  readonly items: readonly { readonly id: string; readonly text: string }[]
  /** What stands there without items. */
  readonly none: string
  readonly help?: string | undefined
  readonly onRemove: (id: string) => void
  readonly isReadOnly: boolean
  /** How to add one. */
  readonly children: ReactNode
}

/** A few short texts in a frame, each of which can be taken away. */
export function ChipList({ label, items, none, help, onRemove, isReadOnly, children }: Props) {
  return (
    <fieldset>
      <legend className={css['label']}>{label}</legend>
      <div className={css['chips']}>
        {items.length === 0 && <span className="meta">{none}</span>}
        {items.map(item => (
          <Chip key={item.id}>
            <span className={css['chipText']}>{item.text}</span>
            {!isReadOnly && (
              <Button
                kind="quiet"
                size="small"
                aria-label={`Remove: ${item.text}`}
                onPress={() => onRemove(item.id)}
              >
                <Icon name="close" size={10} />
              </Button>
            )}
          </Chip>
        ))}
        {!isReadOnly && children}
      </div>
      {help !== undefined && <p className="meta">{help}</p>}
    </fieldset>
  )
}
