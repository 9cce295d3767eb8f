import { useSyncExternalStore } from 'react'
import { lastAnnouncement, listenToAnnouncements } from '../kit/announce.ts'

/** What screen readers hear when something happens away from the focus. There is only one. */
export const LiveRegion = () => (
  <div className="visually-hidden" aria-live="polite">
    {useSyncExternalStore(listenToAnnouncements, lastAnnouncement)}
  </div>
)
