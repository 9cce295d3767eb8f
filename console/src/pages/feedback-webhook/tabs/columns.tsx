import type { DeliveryView } from '../../../../../src/features/feedback/deliveries/schema.ts'
import { Age } from '../../../kit/show/age.tsx'
import { Chip, type Tone } from '../../../kit/show/chip.tsx'
import { Num } from '../../../kit/show/num.tsx'
import { When } from '../../../kit/show/when.tsx'
import type { Column } from '../../../kit/table/data-table.tsx'
import { RowLink } from '../../../kit/table/row-link.tsx'
import type { search } from '../search.ts'

export const STATE_WORDS: Readonly<Record<DeliveryView['state'], { text: string; tone: Tone }>> = {
  waiting: { text: 'Waiting', tone: 'accent' },
  delivered: { text: 'Delivered', tone: 'positive' },
  failed: { text: 'Failed', tone: 'negative' },
}

export const columnsFor = (
  org: string,
  webhook: string,
  given: ReturnType<typeof search>,
): readonly Column<DeliveryView>[] => [
  {
    id: 'queued',
    title: 'Queued',
    isHeading: true,
    cell: ({ id, created_at }) => (
      <RowLink
        to="/o/$org/admin/channels/feedback-webhooks/$webhook"
        params={{ org, webhook }}
        search={{ ...given, tab: 'deliveries', open: id }}
      >
        <When at={created_at} precision="second" />
      </RowLink>
    ),
  },
  { id: 'feedback', title: 'Report', cell: ({ feedback }) => feedback },
  {
    id: 'state',
    title: 'State',
    cell: ({ state }) => <Chip tone={STATE_WORDS[state].tone}>{STATE_WORDS[state].text}</Chip>,
  },
  { id: 'request', title: 'Request id', cell: ({ request_id }) => <code>{request_id}</code> },
  { id: 'status', title: 'Answer', isNumber: true, cell: ({ status }) => status ?? '–' },
  {
    id: 'attempts',
    title: 'Tries',
    isNumber: true,
    cell: ({ exchanges }) => <Num value={exchanges.length} />,
  },
  {
    id: 'next',
    title: 'Next try',
    cell: ({ due_at }) => (due_at === null ? '–' : <Age at={due_at} />),
  },
]
