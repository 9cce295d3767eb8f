import type { Results } from '../../../../../src/features/results/schema.ts'
import { Num } from '../../../kit/show/num.tsx'
import { DataTable } from '../../../kit/table/data-table.tsx'
import { valueInWords } from '../../../words/results/metrics.ts'
import { themeName, themesSentence } from '../../../words/results/segments.ts'
import { liftColumn, verdictColumn } from './lift-column.tsx'

type Theme = Results['themes'][number]

/** Which kind of wording works. */
export function ByTheme({ results }: { readonly results: Results }) {
  const { themes, currency, lift, control } = results
  return (
    <section className="stack" aria-labelledby="by-theme">
      <h2 id="by-theme">By theme</h2>
      <p className="sub">{themesSentence(results)}</p>
      <DataTable
        caption="By theme"
        columns={[
          { id: 'theme', title: 'Theme', isHeading: true, cell: themeName },
          {
            ...{ id: 'wordings', title: 'Wordings', isNumber: true, isMinor: true },
            cell: ({ wordings }) => <Num value={wordings} />,
          },
          {
            ...{ id: 'messages', title: 'Messages', isNumber: true },
            cell: ({ messages }) => <Num value={messages} />,
          },
          {
            ...{ id: 'value', title: 'Of their messages', isNumber: true },
            cell: ({ value }) => (
              <span className="num">{valueInWords(value, lift.metric, currency, control.metrics)}</span>
            ),
          },
          liftColumn<Theme>(
            'Lift against control',
            themes.map(theme => theme.lift),
            theme => theme.lift,
          ),
          verdictColumn<Theme>(theme => theme.lift),
          liftColumn<Theme>(
            'Lift over the other wordings',
            themes.map(theme => theme.lift_over_others),
            theme => theme.lift_over_others,
          ),
        ]}
        isDense
        rows={themes}
        idOf={({ kind, theme }) => `${kind} ${theme}`}
      />
    </section>
  )
}
