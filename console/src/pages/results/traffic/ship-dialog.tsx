import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { VariantResult } from '../../../../../src/features/results/schema/variant.ts'
import type { Results } from '../../../../../src/features/results/schema.ts'
import { RadioGroup } from '../../../kit/controls/radio-group.tsx'
import { Chip } from '../../../kit/show/chip.tsx'
import { Failed } from '../../../kit/states/failed.tsx'
import { numberInWords, percentInWords, sentenceOfServer } from '../../../words/numbers.ts'
import { isOwn, type Metric, valueInWords, wordsOf } from '../../../words/results/metrics.ts'
import { ChangeDialog } from './change-dialog.tsx'
import { type Place, resultsQuery } from './queries.ts'

type Mode = 'iterate' | 'lock'

const MODES = [
  {
    value: 'iterate' as const,
    label: 'Keep learning',
    help: 'New wordings compete with this one. Control keeps its share.',
  },
  {
    value: 'lock' as const,
    label: 'Lock it',
    help: 'No new wording can be approved until somebody unlocks the template.',
  },
]

/** Chooses the wording that goes on alone. Nothing is selected at first: the figures decide, not a default. */
export function ShipDialog({ place, onClose }: { readonly place: Place; readonly onClose: () => void }) {
  const results = useQuery(resultsQuery(place))
  const [variantId, setVariantId] = useState<string | null>(null)
  const [mode, setMode] = useState<Mode | null>(null)
  const candidates = (results.data?.variants ?? []).filter(
    ({ control, status }) => !control && status === 'approved',
  )
  const chosen = candidates.find(({ id }) => id === variantId)
  return (
    <ChangeDialog
      place={place}
      title="Ship a wording"
      verb={chosen ? `Ship ${chosen.name}` : 'Ship'}
      done={chosen ? `${chosen.name} is shipped.` : ''}
      change={chosen && mode ? { action: 'ship', body: { variant_id: chosen.id, mode } } : undefined}
      onClose={onClose}
    >
      {results.error && <Failed error={results.error} onRetry={() => results.refetch()} />}
      {results.data && candidates.length === 0 && (
        <p>No wording is approved beside control. Approve one first.</p>
      )}
      {results.data && candidates.length > 0 && (
        <RadioGroup
          label="Wording"
          look="cards"
          isVertical
          value={variantId}
          onChange={setVariantId}
          options={candidates.map(variant => optionOf(variant, results.data))}
        />
      )}
      <RadioGroup
        label="Afterwards"
        look="cards"
        isVertical
        value={mode}
        onChange={setMode}
        options={MODES}
      />
    </ChangeDialog>
  )
}

const optionOf = (variant: VariantResult, { template, denominator, currency }: Results) => ({
  value: variant.id,
  label: variant.name,
  help: (
    <span className="row">
      <span>
        {numberInWords(variant[denominator])} messages.{' '}
        {intervalInWords(variant, template.key_metric, currency)}
      </span>
      {variant.blocked && (
        <Chip tone="negative" sign="!">
          Guardrail: {sentenceOfServer(variant.blocked.reason)}
        </Chip>
      )}
    </span>
  ),
})

/** The interval of the key metric as it is, not of a lift: the API has none for a single wording. */
function intervalInWords({ interval, metrics }: VariantResult, metric: Metric, currency: string): string {
  const [low, high] = interval ?? []
  if (low === undefined || high === undefined) return 'No figures yet.'
  if (isOwn(metric)) {
    const say = (value: number) => valueInWords(value, metric, currency, metrics)
    return `${wordsOf(metric, metrics).head}: between ${say(low)} and ${say(high)}.`
  }
  const name = metric.replaceAll('_', ' ')
  return metric === 'revenue'
    ? `Between ${numberInWords(low, 2)} and ${numberInWords(high, 2)} ${currency} a message.`
    : `The ${name} is between ${percentInWords(low, 2)} and ${percentInWords(high, 2)}.`
}
