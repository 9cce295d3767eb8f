import { useMutation, useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import type { SimulationJobView } from '../../../../src/features/simulate/schema.ts'
import { call, path } from '../../api/call.ts'
import { templatesQuery } from '../../api/org-queries.ts'
import { ApiProblem } from '../../api/problem.ts'
import { Select } from '../../kit/controls/select.tsx'
import { DEFAULT, type Plan } from './plan.ts'

interface Props {
  readonly template: string | undefined
  readonly onPlan: (template: string, plan: Plan) => void
}

/** Takes the traffic, the rate, the wordings and the control of a template. What it does not know is the default. */
export function FromTemplate({ template, onPlan }: Props) {
  const { org = '' } = useParams({ strict: false })
  const { data } = useQuery(templatesQuery(org))
  const take = useMutation({
    async mutationFn(id: string) {
      const asked = { template_id: id, worlds: 10 }
      const start = (body: object) =>
        call<SimulationJobView>('POST', path`/orgs/${org}/simulations`, { body })
      const known = await start(asked).catch((error: unknown) => {
        // The template has no traffic or wordings yet: the server names what is missing.
        if (!(error instanceof ApiProblem) || error.status !== 422) throw error
        return start({ ...asked, ...missingOf(error) })
      })
      void call('POST', path`/orgs/${org}/simulations/${known.id}/cancel`).catch(() => undefined)
      return known.plan
    },
    onSuccess: (plan, id) =>
      onPlan(id, {
        messages: Math.max(10, Math.round(plan.messages_per_day)),
        rate: Number((plan.base_rate * 100).toPrecision(3)),
        wordings: plan.variants,
        control: Math.round(plan.control_share * 100),
        lift: DEFAULT.lift,
      }),
  })
  return (
    <Select
      label="From template"
      placeholder="Choose to take its figures"
      value={template ?? null}
      onChange={id => take.mutate(id)}
      options={(data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))}
      error={take.error?.message}
      help="Its traffic and rate of the last 28 days, its approved wordings and its control."
    />
  )
}

const FILLED = {
  messages_per_day: DEFAULT.messages,
  base_rate: DEFAULT.rate / 100,
  variants: DEFAULT.wordings,
}

const missingOf = ({ errors }: ApiProblem) =>
  Object.fromEntries(
    Object.entries(FILLED).filter(([name]) => errors.some(({ field }) => field === `/${name}`)),
  )
