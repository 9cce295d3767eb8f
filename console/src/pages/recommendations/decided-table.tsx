import type { RecommendationView } from '../../../../src/features/recommendations/schema.ts'
import { Chip } from '../../kit/show/chip.tsx'
import { TemplateName } from '../../kit/show/template-name.tsx'
import { When } from '../../kit/show/when.tsx'
import { DataTable } from '../../kit/table/data-table.tsx'
import { deciderInWords, KINDS, STATUS_WORDS } from '../../words/advice.ts'

/** Decided recommendations, with who decided and why. */
export const DecidedTable = ({ rows }: { readonly rows: readonly RecommendationView[] }) => (
  <section className="stack">
    <h2>Decided</h2>
    <DataTable
      caption="Decided recommendations"
      rows={rows}
      idOf={({ id }) => id}
      columns={[
        { id: 'what', title: 'Recommendation', isHeading: true, cell: ({ reason }) => reason },
        { id: 'kind', title: 'Kind', cell: ({ kind }) => KINDS[kind].title },
        { id: 'template', title: 'Template', cell: ({ template_id }) => <TemplateName id={template_id} /> },
        { id: 'status', title: 'Status', cell: ({ status }) => <Chip>{STATUS_WORDS[status]}</Chip> },
        {
          id: 'who',
          title: 'Who',
          cell: ({ decided_at, decided_by, decided_by_name }) =>
            decided_at === null ? '–' : deciderInWords(decided_by, decided_by_name),
        },
        {
          id: 'when',
          title: 'When',
          cell: ({ decided_at, updated_at }) => <When at={decided_at ?? updated_at} />,
        },
        { id: 'note', title: 'Reason', cell: ({ note }) => note ?? '–' },
      ]}
    />
  </section>
)
