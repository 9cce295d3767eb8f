import type { Simulation } from '../../../../src/features/simulate/schema.ts'
import { Card } from '../../kit/show/card.tsx'
import { percentInWords } from '../../words/numbers.ts'
import { gainInWords, wrongInWords } from '../../words/plan.ts'
import { DecidedChart } from './decided-chart.tsx'

/** What a plan leads to, in figures. */
export const Answer = ({ answer }: { readonly answer: Simulation }) => (
  <>
    <DecidedChart answer={answer} />
    <Card title="What learning brings">
      <p>
        <strong>{gainInWords(answer)}.</strong> {percentInWords(answer.best_share)} of treated messages get
        the best wording on the last day.
      </p>
      <p className="sub">
        The verdict would be {wrongInWords(answer)}. All of it stands on what you assumed.
      </p>
    </Card>
  </>
)
