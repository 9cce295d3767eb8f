import { LinkButton } from '../../kit/controls/link-button.tsx'
import { Chip, type Tone } from '../../kit/show/chip.tsx'
import { DataTable } from '../../kit/table/data-table.tsx'
import { sentenceOfServer } from '../../words/numbers.ts'
import type { Check, CheckLink } from '../../words/results/checks.ts'
import css from './diagnostics.module.css'

const STATES: Readonly<
  Record<Check['state'], { readonly tone: Tone; readonly sign: string; readonly text: string }>
> = {
  ok: { tone: 'positive', sign: '✓', text: 'Holds' },
  look: { tone: 'warning', sign: '◔', text: 'Needs a look' },
  broken: { tone: 'negative', sign: '!', text: 'Broken' },
}

const LINKS: Readonly<Record<CheckLink, { readonly to: string; readonly text: string }>> = {
  integration: { to: '/o/$org/templates/$tpl/integration', text: 'Show the setting' },
  variants: { to: '/o/$org/templates/$tpl/variants', text: 'Open the wordings' },
  settings: { to: '/o/$org/templates/$tpl/settings', text: 'Open the settings' },
  names: { to: '/o/$org/events/names', text: 'Name them' },
  events: { to: '/o/$org/events', text: 'See them' },
  recommendations: { to: '/o/$org/recommendations', text: 'See the advice' },
}

/** Every check: its state, its figure, what it found, and where its cure is. */
export const Checks = ({
  checks,
  place,
}: {
  readonly checks: readonly Check[]
  readonly place: { readonly org: string; readonly tpl: string }
}) => (
  <DataTable
    caption="Checks"
    columns={[
      { id: 'check', title: 'Check', isHeading: true, cell: ({ title }) => <strong>{title}</strong> },
      {
        ...{ id: 'state', title: 'State' },
        cell: ({ state }) => (
          <Chip tone={STATES[state].tone} sign={STATES[state].sign}>
            {STATES[state].text}
          </Chip>
        ),
      },
      { id: 'figure', title: 'Figure', isNumber: true, cell: ({ figure }) => figure },
      {
        id: 'detail',
        title: 'Finding',
        cell: ({ detail }) => <span className={css['detail']}>{sentenceOfServer(detail)}</span>,
      },
      {
        ...{ id: 'fix', title: 'Fix' },
        cell: ({ link }) =>
          link === null ? (
            <span className="meta">–</span>
          ) : (
            <LinkButton size="small" to={LINKS[link].to} params={place}>
              {LINKS[link].text}
            </LinkButton>
          ),
      },
    ]}
    rows={checks}
    idOf={({ id }) => id}
  />
)
