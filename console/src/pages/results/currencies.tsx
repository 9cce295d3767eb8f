import type { Results } from '../../../../src/features/results/schema.ts'
import { Card } from '../../kit/show/card.tsx'
import { Money } from '../../kit/show/num.tsx'
import css from './results.module.css'

/** Amounts of several currencies, one line each: they are never summed. Only one of them is in revenue. */
export function Currencies({ results }: { readonly results: Results }) {
  const { control, treatment, currency } = results
  const codes = [
    ...new Set([...Object.keys(control.revenue_by_currency), ...Object.keys(treatment.revenue_by_currency)]),
  ].toSorted()
  if (codes.every(code => code === currency)) return null
  return (
    <Card title="Revenue by currency">
      <ul className={css['currencies']}>
        {codes.map(code => (
          <li key={code} className="row between">
            <span>
              {code === currency ? `${code}, in all figures of this page` : `${code}, in no other figure`}
            </span>
            <span>
              new wordings <Money value={treatment.revenue_by_currency[code] ?? 0} currency={code} /> ·
              control <Money value={control.revenue_by_currency[code] ?? 0} currency={code} />
            </span>
          </li>
        ))}
      </ul>
    </Card>
  )
}
