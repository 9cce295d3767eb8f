type Listener = () => void

let spoken = ''
let last = Number.NEGATIVE_INFINITY
const listeners = new Set<Listener>()
const LIVE_GAP_MS = 10_000

/**
 * Says something to screen readers, through the console's one live region.
 * @param isLive for pages that change by themselves: they speak at most every 10 seconds
 */
export function announce(text: string, isLive = false): void {
  if (isLive && performance.now() - last < LIVE_GAP_MS) return
  last = performance.now()
  // A region with the same text again would stay silent.
  spoken = spoken === text ? `${text}\u00a0` : text
  for (const listener of listeners) listener()
}

export function listenToAnnouncements(listener: Listener): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export const lastAnnouncement = (): string => spoken
