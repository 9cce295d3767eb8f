import { useSyncExternalStore } from 'react'
import { announce } from '../announce.ts'
import { Button } from '../controls/button.tsx'
import { cx } from '../cx.ts'
import { Icon } from '../icon.tsx'
import css from './toast.module.css'

interface Toast {
  readonly id: number
  readonly text: string
  readonly tone: 'plain' | 'negative'
  readonly undo: (() => void) | undefined
}

const SHOWN_MS = 10_000
let toasts: readonly Toast[] = []
let count = 0
const listeners = new Set<() => void>()

function change(next: readonly Toast[]): void {
  toasts = next
  for (const listener of listeners) listener()
}

const dismiss = (id: number): void => change(toasts.filter(toast => toast.id !== id))

/**
 * Says that something was done, for 10 seconds. With `undo`, until it is closed. For failures of what the user did
 * beside a form; a form shows its own.
 */
export function toast(text: string, tone: Toast['tone'] = 'plain', undo?: () => void): void {
  const id = ++count
  change([...toasts.slice(-2), { id, text, tone, undo }])
  announce(text)
  if (undo === undefined && tone === 'plain') setTimeout(() => dismiss(id), SHOWN_MS)
}

function listen(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export function Toasts() {
  const shown = useSyncExternalStore(listen, () => toasts)
  if (shown.length === 0) return null
  return (
    <section className={css['toasts']} aria-label="Messages">
      {shown.map(({ id, text, tone, undo }) => (
        <div key={id} className={cx(css['toast'], css[tone])}>
          <span>{text}</span>
          {undo && (
            <Button
              kind="quiet"
              size="small"
              onPress={() => {
                undo()
                dismiss(id)
              }}
            >
              Undo
            </Button>
          )}
          <Button kind="quiet" size="small" aria-label="Close the message" onPress={() => dismiss(id)}>
            <Icon name="close" size={12} />
          </Button>
        </div>
      ))}
    </section>
  )
}
