import type { Results } from '../../../../../src/features/results/schema.ts'
import { AxisHead } from '../../../charts/interval-row.tsx'
import { liftAxis } from '../../../charts/lift-axis.ts'
import { Chip } from '../../../kit/show/chip.tsx'
import type { Column } from '../../../kit/table/data-table.tsx'
import { LiftFigure } from '../../../parts/lift-figure.tsx'
import { percentInWords } from '../../../words/numbers.ts'
import { isReadable } from '../../../words/results/headline.ts'
import { asInterval } from '../../../words/results/lift.ts'
import { VERDICT_WORDS } from '../../../words/results/verdicts.ts'

type PartLift = Results['themes'][number]['lift']

const readable = ({ interval }: PartLift) => {
  const ends = asInterval(interval)
  return isReadable(ends) ? ends : null
}

/** A column of lifts on one axis. @param lifts of all rows */
export function liftColumn<Row>(
  title: string,
  lifts: readonly PartLift[],
  liftOf: (row: Row) => PartLift,
): Column<Row> {
  const axis = liftAxis(lifts.map(readable))
  return {
    ...{ id: title, title },
    head: (
      <AxisHead {...{ title, axis }} same={0} sameText="0" say={value => percentInWords(value, 0, true)} />
    ),
    cell: row => <Lift lift={liftOf(row)} axis={axis} />,
  }
}

export function verdictColumn<Row>(liftOf: (row: Row) => PartLift): Column<Row> {
  return {
    ...{ id: 'verdict', title: 'Verdict' },
    cell: row => {
      const { text, tone, sign } = VERDICT_WORDS[liftOf(row).verdict]
      return (
        <Chip tone={tone} sign={sign}>
          {text}
        </Chip>
      )
    },
  }
}

interface LiftProps {
  readonly lift: PartLift
  readonly axis: readonly [number, number]
}

function Lift({ lift, axis }: LiftProps) {
  const interval = readable(lift)
  const { relative, verdict } = lift
  if (interval === null || relative === null) return <span className="meta">too little is known</span>
  return <LiftFigure {...{ relative, interval, verdict, axis }} />
}
