import { cx } from '../../kit/cx.ts'
import css from './sample.module.css'

interface Props {
  /** An event with this name, with personal data masked. */
  readonly sample: unknown
  /** Whether an amount can be picked. */
  readonly isPicking: boolean
  readonly revenue: string | undefined
  readonly currency: string | undefined
  readonly onRevenue: (path: string | undefined) => void
  readonly onCurrency: (path: string | undefined) => void
}

/** A real event, whose amount and currency are chosen by clicking them. */
export function Sample({ sample, isPicking, revenue, currency, onRevenue, onCurrency }: Props) {
  if (sample === null || sample === undefined)
    return <p className="meta">The latest call with this name is no longer kept.</p>
  const pick = (path: string, kind: Kind) => {
    const [known, set] = kind === 'amount' ? [revenue, onRevenue] : [currency, onCurrency]
    set(known === path ? undefined : path)
  }
  return (
    <div>
      <p className="meta">
        {isPicking
          ? 'The latest event with this name. Click its amount and its currency; click again to take one back.'
          : 'The latest event with this name. Personal data is masked.'}
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region takes the focus */}
      <section className={css['sample']} tabIndex={0} aria-label="The latest event with this name">
        <Value
          value={sample}
          path=""
          depth={0}
          chosen={{ amount: revenue, currency }}
          {...(isPicking && { pick })}
        />
      </section>
      {isPicking && (
        <p className="meta">
          Amount: <code>{revenue ?? 'as the platform reports it'}</code>. Currency:{' '}
          <code>{currency ?? 'as reported'}</code>.
        </p>
      )}
    </div>
  )
}

type Kind = 'amount' | 'currency'

interface ValueProps {
  readonly value: unknown
  readonly path: string
  readonly depth: number
  readonly chosen: Readonly<Record<Kind, string | undefined>>
  readonly pick?: (path: string, kind: Kind) => void
}

function Value({ value, path, depth, chosen, pick }: ValueProps) {
  if (typeof value !== 'object' || value === null)
    return <Leaf value={value} path={path} depth={depth} chosen={chosen} {...(pick && { pick })} />
  const isList = Array.isArray(value)
  const indent = { paddingLeft: `${(depth + 1) * 12}px` }
  return (
    <>
      {isList ? '[' : '{'}
      {Object.entries(value).map(([name, item]) => (
        <div key={name} style={indent}>
          {!isList && <span className={css['key']}>"{name}"</span>}
          {!isList && ': '}
          <Value
            value={item}
            path={path === '' ? name : `${path}.${name}`}
            depth={depth + 1}
            chosen={chosen}
            // A rule names no place in a list.
            {...(pick && !isList && { pick })}
          />
        </div>
      ))}
      {isList ? ']' : '}'}
    </>
  )
}

const kindOf = (value: unknown): Kind | undefined =>
  typeof value === 'number' || (typeof value === 'string' && /^-?\d+(?:[.,]\d+)?$/.test(value))
    ? 'amount'
    : typeof value === 'string' && /^[A-Za-z]{3}$/.test(value)
      ? 'currency'
      : undefined

function Leaf({ value, path, chosen, pick }: ValueProps) {
  const kind = kindOf(value)
  const text = JSON.stringify(value)
  const isChosen = kind !== undefined && chosen[kind] === path
  if (!pick || kind === undefined) return <span className={cx(isChosen && css['chosen'])}>{text}</span>
  return (
    <button
      type="button"
      className={cx(css['leaf'], isChosen && css['chosen'])}
      aria-pressed={isChosen}
      aria-label={`${path}: ${text} is the ${kind}`}
      onClick={() => pick(path, kind)}
    >
      {text}
    </button>
  )
}
