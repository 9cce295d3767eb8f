import { lazy, Suspense, useEffect, useState } from 'react'
import { Button as AriaButton } from 'react-aria-components'
import { Icon } from '../kit/icon.tsx'
import css from './top-bar.module.css'

const Search = lazy(async () => ({ default: (await import('./search.tsx')).Search }))

/** Opens the search, also by Ctrl K (⌘ K). Its code loads when it opens first. */
export function SearchButton({ org }: { readonly org: string }) {
  const [isOpen, setOpen] = useState(false)
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() !== 'k' || !(event.ctrlKey || event.metaKey)) return
      event.preventDefault()
      setOpen(true)
    }
    addEventListener('keydown', press)
    return () => removeEventListener('keydown', press)
  }, [])
  return (
    <>
      <AriaButton className={css['search'] ?? ''} onPress={() => setOpen(true)}>
        <Icon name="search" />
        <span>Search or jump to</span>
        <kbd>Ctrl K</kbd>
      </AriaButton>
      {isOpen && (
        <Suspense>
          <Search org={org} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  )
}
