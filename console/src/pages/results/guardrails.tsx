import { useQuery } from '@tanstack/react-query'
import { diagnosticsQuery } from '../../api/diagnostics.ts'
import { Loaded } from '../../kit/states/loaded.tsx'
import { GuardrailTable } from '../../parts/guardrail-table.tsx'
import type { Place } from './traffic/queries.ts'

/** Metrics that must not get worse, by wording. */
export function Guardrails({ place }: { readonly place: Place }) {
  const diagnostics = useQuery(diagnosticsQuery(place.org, place.template))
  return (
    <section className="stack" aria-labelledby="guardrails">
      <h2 id="guardrails">Guardrails</h2>
      <Loaded query={diagnostics}>
        {({ guardrails }) => <GuardrailTable org={place.org} rows={guardrails} />}
      </Loaded>
    </section>
  )
}
