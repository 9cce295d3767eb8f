import { useEffect } from 'react'

const KEY = 'parley.single-keys'

/** Whether keys without Ctrl do something. */
export const singleKeysAreOn = (): boolean => localStorage.getItem(KEY) !== 'off'

export const switchSingleKeys = (on: boolean): void => localStorage.setItem(KEY, on ? 'on' : 'off')

const isTyping = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.isContentEditable || ['INPUT', 'TEXTAREA', 'SELECT'].includes(target.tagName))

/** Does something when a key without Ctrl is pressed outside of fields. `actions` is by the value of `event.key`. */
export function useSingleKeys(actions: Readonly<Record<string, () => void>>): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const action = actions[event.key]
      if (!action || event.ctrlKey || event.metaKey || event.altKey) return
      if (isTyping(event.target) || !singleKeysAreOn()) return
      event.preventDefault()
      action()
    }
    addEventListener('keydown', press)
    return () => removeEventListener('keydown', press)
  }, [actions])
}
