import type { DeliveryView } from '../../../../src/features/deliver/schema.ts'
import { Chip } from '../../kit/show/chip.tsx'
import { Num } from '../../kit/show/num.tsx'
import { TemplateName } from '../../kit/show/template-name.tsx'
import { When } from '../../kit/show/when.tsx'
import type { Column } from '../../kit/table/data-table.tsx'
import { RowLink } from '../../kit/table/row-link.tsx'
import { describeState } from '../../words/deliveries.ts'
import { TRANSPORT_NAMES } from './filters.tsx'
import type { search } from './search.ts'

export const columnsFor = (
  org: string,
  given: ReturnType<typeof search>,
): readonly Column<DeliveryView>[] => [
  {
    id: 'asked',
    title: 'Asked for',
    isHeading: true,
    cell: ({ id, created_at }) => (
      <RowLink to="/o/$org/deliveries" params={{ org }} search={{ ...given, open: id }}>
        <When at={created_at} precision="second" />
      </RowLink>
    ),
  },
  {
    id: 'state',
    title: 'State',
    cell: ({ state }) => <Chip tone={describeState(state).tone}>{describeState(state).title}</Chip>,
  },
  { id: 'person', title: 'Person', cell: ({ email, phone, user_id }) => email ?? phone ?? user_id ?? '–' },
  { id: 'template', title: 'Template', cell: ({ template_id }) => <TemplateName id={template_id} /> },
  { id: 'transport', isMinor: true, title: 'Transport', cell: ({ transport }) => TRANSPORT_NAMES[transport] },
  {
    id: 'tries',
    isMinor: true,
    title: 'Tries',
    isNumber: true,
    cell: ({ attempts }) => <Num value={attempts} />,
  },
  { id: 'answer', isMinor: true, title: 'Answer', isNumber: true, cell: ({ status }) => status ?? '–' },
  { id: 'reason', title: 'Reason', cell: ({ reason }) => reason ?? '–' },
]
