import { useNavigate } from '@tanstack/react-router'
import { useEffect } from 'react'
import type { RequestsSummary } from '../../../../src/features/inbound-log/summary/schema.ts'
import { announce } from '../../kit/announce.ts'
import { Button } from '../../kit/controls/button.tsx'
import { cx } from '../../kit/cx.ts'
import { callsInWords } from '../../words/log-bar.ts'
import { numberInWords } from '../../words/numbers.ts'
import css from './events.module.css'
import type { Live } from './use-live.ts'

interface Props {
  readonly live: Live
  readonly counts: RequestsSummary | undefined
  readonly isOn: boolean
}

/** Whether the log follows what arrives, how much arrives, and the switch. */
export function LiveSwitch({ live, counts, isOn }: Props) {
  const navigate = useNavigate({ from: '/o/$org/events' })
  const turn = (on: boolean) =>
    void navigate({
      search: known => ({
        ...known,
        live: on ? undefined : '0',
        ...(on && { to: undefined, from: undefined }),
      }),
      resetScroll: false,
    })
  const perMinute = isOn ? lastMinuteOf(counts) : undefined
  useEffect(() => {
    if (perMinute) announce(`${callsInWords(perMinute)} in the last minute.`, true)
  }, [perMinute])
  return (
    <>
      <span className={cx(css['live'], live.state !== 'open' && css['paused'])} role="status" aria-live="off">
        <span className={css['dot']} />
        {live.state === 'open'
          ? `Live${perMinute === undefined ? '' : ` · ${numberInWords(perMinute)} a minute`}`
          : isOn
            ? 'Connecting'
            : 'Paused'}
        {live.every > 1 && ` · shows every ${ordinal(live.every)}`}
      </span>
      <Button size="small" onPress={() => turn(!isOn)}>
        {isOn ? 'Pause' : 'Go live'}
      </Button>
    </>
  )
}

/** Calls of the last whole minute. */
function lastMinuteOf(counts: RequestsSummary | undefined): number | undefined {
  const bucket = counts?.interval === 'minute' ? counts.buckets.at(-2) : undefined
  return bucket && bucket.counted + bucket.kept + bucket.attention + bucket.waiting
}

const ordinal = (number: number): string => (number === 2 ? 'second' : number === 3 ? 'third' : `${number}th`)
