import type { RequestDetail } from '../../../../src/features/inbound-log/schema.ts'
import { Icon } from '../../kit/icon.tsx'
import { useZone } from '../../kit/show/when.tsx'
import { stepInWords } from '../../words/calls.ts'
import { bytesInWords } from '../../words/numbers.ts'
import { lengthInWords, momentInWords } from '../../words/time.ts'
import css from './panel.module.css'

type Item = RequestDetail['items'][number]

interface Props {
  readonly call: RequestDetail
  /** Undefined while the call waits, or when it had no item. */
  readonly item: Item | undefined
}

/** The way of an item to a figure. It stops at the amber step; what was not reached is dashed. */
export function Ladder({ call, item }: Props) {
  const zone = useZone()
  const took =
    call.outcome === 'refused'
      ? 'not stored'
      : call.took_ms === null
        ? 'not read yet'
        : `read after ${tookInWords(call.took_ms)}`
  const received = `${momentInWords(call.received_at, zone, 'millisecond')}, ${bytesInWords(call.size_bytes)}, ${took}`
  return (
    <>
      <ol className={css['ladder']}>
        <Rung title="Received" ok detail={received} />
        {item?.steps.map(({ step, ok, detail }) => (
          <Rung key={step} title={stepInWords(step, ok)} ok={ok} detail={detail} />
        ))}
      </ol>
      {item !== undefined && item.near_misses.length > 0 && (
        <div className={css['near']}>
          <h3>Messages to this person</h3>
          <ul>
            {item.near_misses.map(({ decision_id, template_id, sent_at, why }) => (
              <li key={decision_id}>
                <b>{template_id}</b> <span className="meta">{momentInWords(sent_at, zone, 'minute')}</span>
                <br />
                {why}
              </li>
            ))}
          </ul>
        </div>
      )}
    </>
  )
}

const tookInWords = (milliseconds: number): string =>
  milliseconds < 1000 ? `${milliseconds} ms` : lengthInWords(milliseconds)

const SIGNS = { true: 'done', false: 'stopped here', null: 'not reached' } as const

interface RungProps {
  readonly title: string
  readonly ok: boolean | null
  readonly detail: string
}

const Rung = ({ title, ok, detail }: RungProps) => (
  <li className={css[ok === null ? 'open' : ok ? 'done' : 'stop']}>
    <span className={css['sign']}>
      {ok !== null && <Icon name={ok ? 'check' : 'alert'} size={12} />}
      <span className="visually-hidden">{SIGNS[`${ok}`]}</span>
    </span>
    <div>
      <b>{title}</b>
      {detail !== '' && <p className="meta">{detail}</p>}
    </div>
  </li>
)
