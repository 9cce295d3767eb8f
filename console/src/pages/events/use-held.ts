import { useEffect, useRef, useState } from 'react'
import type { RequestSummary } from '../../../../src/features/inbound-log/schema.ts'

/** Further down than this the reader has left the top of the list. */
const TOP_PX = 260

/**
 * Holds the rows of a list that grows at its top while somebody reads: further down, or one of them.
 * @param rowsNow the rows at this moment
 * @returns the held rows, and how to let the new ones in
 */
export function useHeld(isReading: boolean, rowsNow: () => readonly RequestSummary[]) {
  const [held, setHeld] = useState<readonly RequestSummary[]>()
  const [isDown, setDown] = useState(false)
  const now = useRef(rowsNow)
  now.current = rowsNow
  useEffect(() => {
    const look = () => setDown(window.scrollY > TOP_PX)
    addEventListener('scroll', look, { passive: true })
    return () => removeEventListener('scroll', look)
  }, [])
  const isHeld = isReading || isDown
  const count = isHeld && held === undefined ? now.current().length : 0
  useEffect(() => {
    if (!isHeld) setHeld(undefined)
    else if (count > 0) setHeld(known => known ?? now.current())
  }, [isHeld, count])
  const release = () => {
    setHeld(isReading ? now.current() : undefined)
    window.scrollTo({ top: 0 })
  }
  return { held, release }
}
