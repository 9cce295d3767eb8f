import type { Results } from '../../../../src/features/results/schema.ts'
import { numberInWords } from '../numbers.ts'
import { valueInWords } from './metrics.ts'

type Read = Pick<Results, 'amounts' | 'lift' | 'currency'> & {
  readonly control: Pick<Results['control'], 'metrics'>
}

/** That large amounts count less in a comparison than they were; empty if none does. */
export function capInWords({ amounts, lift, currency, control }: Read): string {
  if (amounts?.capped_at == null) return ''
  const cap = valueInWords(amounts.capped_at, lift.metric, currency, control.metrics)
  return `Larger amounts than ${cap} count as ${cap} in the comparison.`
}

/** Orders that no figure of the comparison contains; empty if there are none. */
export function otherCurrenciesInWords({ amounts }: Read): string {
  const orders = Object.entries(amounts?.orders_in_other_currencies ?? {}).filter(([, count]) => count > 0)
  if (orders.length === 0) return ''
  const said = orders.map(([code, count]) => `${numberInWords(count)} in ${code}`).join(', ')
  return `Orders in other currencies are not compared: ${said}.`
}
