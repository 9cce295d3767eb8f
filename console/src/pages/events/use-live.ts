import { useEffect, useRef, useState } from 'react'
import type { RequestSummary } from '../../../../src/features/inbound-log/schema.ts'
import type { RequestsSummary } from '../../../../src/features/inbound-log/summary/schema.ts'
import { addressOf, path } from '../../api/call.ts'
import { follow } from '../../api/follow.ts'
import type { Filter } from './filter.ts'
import { type Calls, withNews } from './rows.ts'

/** The page is drawn anew at most this often, however much arrives. */
const DRAW_MS = 300
const EVENTS = ['request', 'skipped', 'counts']

export interface Live {
  readonly calls: Calls
  /** `off`: paused. `refused`: too many windows follow already. */
  readonly state: 'off' | 'opening' | 'open' | 'lost' | 'refused'
  /** Of the newest calls every n-th is shown: 1 for all. */
  readonly every: number
  readonly counts: RequestsSummary | undefined
}

const NOTHING: Live = { calls: new Map(), state: 'off', every: 1, counts: undefined }
/** After this time without a left out call all calls are shown again. */
const EVERY_MS = 3_000

/**
 * Follows the calls that match a filter.
 * @param onGap called when the stream begins: what arrived since the list was read is in no message
 */
export function useLive(org: string, filter: Filter, isOn: boolean, onGap: () => void): Live {
  const [live, setLive] = useState(NOTHING)
  const gap = useRef(onGap)
  gap.current = onGap
  const address = addressOf(path`/orgs/${org}/requests/live`, filter)
  useEffect(() => {
    if (!isOn) {
      setLive(NOTHING)
      return
    }
    setLive({ ...NOTHING, state: 'opening' })
    let news: RequestSummary[] = []
    let told: Partial<Live> = {}
    let skippedAt = 0
    const draw = () => {
      if (skippedAt !== 0 && performance.now() - skippedAt > EVERY_MS) {
        skippedAt = 0
        told = { ...told, every: 1 }
      }
      if (news.length === 0 && Object.keys(told).length === 0) return
      const [arrived, change] = [news, told]
      news = []
      told = {}
      setLive(known => ({ ...known, ...change, calls: withNews(known.calls, arrived) }))
    }
    const timer = setInterval(draw, DRAW_MS)
    const stop = follow(address, EVENTS, {
      onMessage(event, data) {
        if (event === 'request') news.push(data as RequestSummary)
        if (event === 'counts') told = { ...told, counts: data as RequestsSummary }
        if (event === 'skipped') {
          skippedAt = performance.now()
          told = { ...told, every: (data as { every: number }).every }
        }
      },
      onState(state) {
        told = { ...told, state }
        if (state === 'open') gap.current()
      },
    })
    return () => {
      clearInterval(timer)
      stop()
    }
  }, [address, isOn])
  return live
}
