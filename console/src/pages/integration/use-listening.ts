import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { PlatformView } from '../../../../src/features/connections/schema.ts'
import { addressOf, path } from '../../api/call.ts'
import { follow } from '../../api/follow.ts'

/** After this time without anything, the likeliest causes are shown. */
export const PATIENCE_MS = 60_000

export interface Listening {
  /** When the page began to listen for the step that it shows, in milliseconds. */
  readonly since: number
  /** Whether it has listened for so long that something may be wrong. */
  readonly isLong: boolean
  /** Whether the stream is there. Without it the page still asks every few seconds. */
  readonly state: 'open' | 'lost' | 'refused'
}

/** Listens to the calls of a platform: each may complete a step or fill a rung. */
export function useListening(org: string, slug: string, platform: PlatformView | undefined): Listening {
  const client = useQueryClient()
  const [state, setState] = useState<Listening['state']>('lost')
  const [since, setSince] = useState(() => Date.now())
  const [isLong, setLong] = useState(false)
  const heard = platform?.guide.steps.map(step => step.state).join() ?? ''

  useEffect(
    () =>
      follow(addressOf(path`/orgs/${org}/requests/live`, { platform: slug }), ['request'], {
        onMessage: () => {
          void client.invalidateQueries({ queryKey: [org, 'platforms', slug] })
          void client.invalidateQueries({ queryKey: [org, 'requests', 'newest'] })
        },
        onState: setState,
      }),
    [org, slug, client],
  )
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was heard begins the wait anew
  useEffect(() => {
    setSince(Date.now())
    setLong(false)
    const timer = setTimeout(() => setLong(true), PATIENCE_MS)
    return () => clearTimeout(timer)
  }, [heard])
  return { since, isLong, state }
}
