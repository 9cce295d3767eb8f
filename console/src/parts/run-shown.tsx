import { Chip } from '../kit/show/chip.tsx'
import { When } from '../kit/show/when.tsx'
import { RUN_WORDS, type RunState } from '../words/warehouse/reading.ts'

interface State {
  readonly state: RunState
  readonly failure: string | null
}

/** Of a table of runs: how each ended, and why. */
export const RUN_STATE = {
  id: 'state',
  title: 'State',
  cell: ({ state, failure }: State) => (
    <>
      <Chip tone={RUN_WORDS[state].tone}>{RUN_WORDS[state].text}</Chip> {failure}
    </>
  ),
}

const TRIGGERS = { schedule: 'by its schedule', request: 'on request', command: 'by a command' } as const

interface Run extends State {
  readonly trigger: keyof typeof TRIGGERS
  readonly started_by: string | null
  readonly started_at: string | null
  readonly ended_at: string | null
}

/** How a run ended, why it began, from when to when it went, and why it failed. */
export const RunHead = ({ run }: { readonly run: Run }) => (
  <>
    <div className="row">
      <Chip tone={RUN_WORDS[run.state].tone}>{RUN_WORDS[run.state].text}</Chip>
      <span className="meta">
        {TRIGGERS[run.trigger]}
        {run.started_by !== null && `, ${run.started_by}`}
        {run.started_at !== null && (
          <>
            , from <When at={run.started_at} precision="second" />
          </>
        )}
        {run.ended_at !== null && (
          <>
            {' '}
            to <When at={run.ended_at} precision="second" />
          </>
        )}
      </span>
    </div>
    {run.failure !== null && <p role="alert">{run.failure}</p>}
  </>
)
