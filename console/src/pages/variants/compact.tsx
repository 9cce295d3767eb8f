import { Chip, Letter } from '../../kit/show/chip.tsx'
import { DataTable } from '../../kit/table/data-table.tsx'
import { RowLink } from '../../kit/table/row-link.tsx'
import { audienceInWords, firstLineOf } from '../../words/copy/wording.ts'
import { statusOf, trafficOf } from './list.tsx'
import type { Place } from './queries.ts'
import { RowActions } from './row-actions.tsx'
import css from './variants.module.css'
import type { Wording } from './wordings.ts'

interface Props {
  readonly place: Place
  readonly variables: readonly string[]
  readonly wordings: readonly Wording[]
}

/** One row for each wording, with its actions. */
export const Compact = ({ place, variables, wordings }: Props) => (
  <DataTable
    caption="Wordings"
    rows={wordings}
    idOf={({ id }) => id}
    isSunken={({ control }) => control}
    columns={[
      {
        id: 'name',
        title: 'Wording',
        isHeading: true,
        cell: ({ id, letter, name }) => (
          <span className={css['title']}>
            <Letter letter={letter} />
            <RowLink
              from="/o/$org/templates/$tpl/variants"
              to="."
              search={before => ({ ...before, mode: 'edit' as const, v: id })}
            >
              {name}
            </RowLink>
          </span>
        ),
      },
      { id: 'line', title: 'First text', cell: ({ vars }) => firstLineOf(variables, vars) || 'No text yet' },
      {
        id: 'status',
        title: 'Status',
        cell: wording => <Chip tone={statusOf(wording).tone}>{statusOf(wording).text}</Chip>,
      },
      {
        id: 'audience',
        title: 'Who may get it',
        cell: ({ attrs }) => audienceInWords(attrs).join('; ') || 'Everybody',
      },
      { id: 'themes', title: 'Themes', cell: ({ themes }) => themes.join(', ') || 'None' },
      { id: 'traffic', title: 'Traffic', isNumber: true, cell: trafficOf },
      { id: 'actions', title: 'Actions', cell: wording => <RowActions place={place} wording={wording} /> },
    ]}
  />
)
