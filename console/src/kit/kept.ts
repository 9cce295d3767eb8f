import { useEffect, useRef } from 'react'

const KEEP_MS = 2_000

/** What this browser keeps under a name, if the check accepts it. A browser may keep nothing. */
export function readKept<Value>(
  name: string,
  isValue: (given: unknown) => given is Value,
): Value | undefined {
  try {
    const value: unknown = JSON.parse(localStorage.getItem(name) ?? 'null')
    return isValue(value) ? value : undefined
  } catch {
    return undefined
  }
}

/** Keeps a value in this browser; undefined forgets it. */
export function keep(name: string, value: unknown): void {
  try {
    if (value === undefined) localStorage.removeItem(name)
    else localStorage.setItem(name, JSON.stringify(value))
  } catch {
    // The storage is full or switched off: the page works without it.
  }
}

/** Keeps a value in this browser while it changes: every two seconds, and when the page is left. */
export function useKept(name: string, value: unknown): void {
  const latest = useRef({ name, value })
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined)
  useEffect(() => {
    latest.current = { name, value }
    timer.current ??= setTimeout(() => {
      timer.current = undefined
      keep(latest.current.name, latest.current.value)
    }, KEEP_MS)
  }, [name, value])
  useEffect(() => {
    const flush = () => {
      clearTimeout(timer.current)
      timer.current = undefined
      keep(latest.current.name, latest.current.value)
    }
    addEventListener('pagehide', flush)
    return () => {
      removeEventListener('pagehide', flush)
      flush()
    }
  }, [])
}
