import { useState } from 'react'
import type { Simulation } from '../../../../src/features/simulate/schema.ts'
import { Button } from '../../kit/controls/button.tsx'
import { Card } from '../../kit/show/card.tsx'
import { DataTable } from '../../kit/table/data-table.tsx'
import { numberInWords, percentInWords } from '../../words/numbers.ts'
import { gainInWords, wrongInWords } from '../../words/plan.ts'
import { DecidedChart } from './decided-chart.tsx'

/** What a plan leads to, in figures. */
export function Answer({ answer }: { readonly answer: Simulation }) {
  const [isTable, setTable] = useState(false)
  return (
    <>
      <Card
        title="Share decided by day"
        actions={
          <Button size="small" aria-pressed={isTable} onPress={() => setTable(!isTable)}>
            Numbers
          </Button>
        }
      >
        {isTable ? <Numbers answer={answer} /> : <DecidedChart answer={answer} />}
      </Card>
      <Card title="What learning brings">
        <p>
          <strong>{gainInWords(answer)}.</strong> {percentInWords(answer.best_share)} of treated messages get
          the best wording on the last day.
        </p>
        <p className="sub">
          The verdict would be {wrongInWords(answer)}. All of it stands on what you assumed at the left.
        </p>
      </Card>
    </>
  )
}

const Numbers = ({ answer }: { readonly answer: Simulation }) => {
  const every = Math.max(1, Math.ceil(answer.by_day.length / 15))
  return (
    <DataTable
      caption="Share decided, gain and best wording by day"
      rows={answer.by_day.filter(({ day }) => day % every === 0 || day === answer.by_day.length)}
      idOf={({ day }) => String(day)}
      columns={[
        { id: 'day', title: 'Day', isHeading: true, cell: ({ day }) => day },
        {
          id: 'decided',
          title: 'Decided, % of launches',
          isNumber: true,
          cell: ({ decided }) => percentInWords(decided, 1),
        },
        {
          id: 'gain',
          title: 'Gain so far, successes',
          isNumber: true,
          cell: ({ gain }) => numberInWords(gain),
        },
        {
          id: 'best',
          title: 'Best wording, % of treated',
          isNumber: true,
          cell: ({ best_share }) => percentInWords(best_share, 1),
        },
      ]}
    />
  )
}
