import { useEffect } from 'react'

/** Ctrl S saves, Ctrl Enter approves; on a Mac with ⌘. They work while typing. */
export function useDeskKeys({
  save,
  approve,
}: {
  readonly save: () => void
  readonly approve: () => void
}): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.altKey) return
      const action = event.key.toLowerCase() === 's' ? save : event.key === 'Enter' ? approve : undefined
      if (!action) return
      event.preventDefault()
      action()
    }
    addEventListener('keydown', press)
    return () => removeEventListener('keydown', press)
  }, [save, approve])
}
