import { useSyncExternalStore } from 'react'
import { ageInWords } from '../../words/time.ts'
import { When } from './when.tsx'

const TICK_MS = 15_000
let now = Date.now()
const listeners = new Set<() => void>()
let timer: ReturnType<typeof setInterval> | undefined

function tick(): void {
  now = Date.now()
  for (const listener of listeners) listener()
}

// All ages of a page share one timer.
function listen(listener: () => void): () => void {
  listeners.add(listener)
  if (timer === undefined) {
    now = Date.now()
    timer = setInterval(tick, TICK_MS)
  }
  return () => {
    listeners.delete(listener)
    if (listeners.size > 0) return
    clearInterval(timer)
    timer = undefined
  }
}

/** How long ago, kept up to date: "2 min ago". The exact time is its title. */
export const Age = ({ at }: { readonly at: string }) => (
  <When
    at={at}
    shown={ageInWords(
      at,
      useSyncExternalStore(listen, () => now),
    )}
  />
)
