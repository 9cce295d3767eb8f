import type { Store } from '../store.ts'
import { listChangesWithin } from './store.ts'

/** A change of traffic as a mark on a chart. */
export interface TrafficMark {
  readonly at: Date
  readonly text: string
  readonly by: string
}

/** The changes of traffic within a period as sentences, the newest first. */
export async function trafficMarks(
  store: Store,
  orgId: number,
  templateId: string,
  period: { readonly from: Date; readonly to: Date },
  limit: number,
): Promise<readonly TrafficMark[]> {
  const changes = await listChangesWithin(store, orgId, templateId, period, limit)
  return changes.map(({ at, by, note, kind, variant }) => ({
    at,
    by,
    text: `${SENTENCES[kind]?.(variant ?? 'A deleted variant') ?? kind}${note === null ? '.' : `: ${note}`}`,
  }))
}

const SENTENCES: Readonly<Record<string, (variant: string) => string>> = {
  ship: variant => `${variant} was shipped`,
  freeze: () => 'The shares of traffic were frozen',
  weights: () => 'The shares of traffic were set by hand',
  resume: () => 'Learning was resumed',
}
