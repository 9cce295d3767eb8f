import { Button } from '../../kit/controls/button.tsx'
import { DataTable } from '../../kit/table/data-table.tsx'
import { numberInWords } from '../../words/numbers.ts'
import { gainInWords, planInWords, wrongInWords } from '../../words/plan.ts'
import { type Plan, packPlan } from './plan.ts'
import { useSimulation } from './use-simulation.ts'

interface Props {
  readonly pins: readonly Plan[]
  readonly onUse: (plan: Plan) => void
  readonly onRemove: (plan: Plan) => void
}

/** Pinned plans beside each other. Each has its own simulation. */
export const Pins = ({ pins, onUse, onRemove }: Props) => (
  <DataTable
    caption="Pinned plans"
    rows={pins}
    idOf={packPlan}
    columns={[
      {
        id: 'plan',
        title: 'Plan',
        isHeading: true,
        cell: ({ messages, rate, wordings, control, lift }) =>
          `${numberInWords(messages)} a day, ${rate} %, ${wordings} wordings, ${control} % control, ${lift} % lift`,
      },
      { id: 'answer', title: 'Until you know', cell: plan => <Sentence plan={plan} of={planInWords} /> },
      { id: 'gain', title: 'Learning brings', cell: plan => <Sentence plan={plan} of={gainInWords} /> },
      { id: 'wrong', title: 'Verdict', cell: plan => <Sentence plan={plan} of={wrongInWords} /> },
      {
        id: 'actions',
        title: 'Actions',
        cell: plan => (
          <span className="row">
            <Button size="small" kind="quiet" onPress={() => onUse(plan)}>
              Use
            </Button>
            <Button size="small" kind="quiet" onPress={() => onRemove(plan)}>
              Unpin
            </Button>
          </span>
        ),
      },
    ]}
  />
)

function Sentence({ plan, of }: { readonly plan: Plan; readonly of: typeof planInWords }) {
  const { job, error } = useSimulation(plan)
  if (error) return <>{error.message}</>
  return <>{job?.partial ? of(job.partial) : 'Computing …'}</>
}
