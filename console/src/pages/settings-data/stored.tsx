import type { Usage } from '../../../../src/features/usage/schema.ts'
import { Age } from '../../kit/show/age.tsx'
import { Chip } from '../../kit/show/chip.tsx'
import { Num } from '../../kit/show/num.tsx'
import { When } from '../../kit/show/when.tsx'
import { DataTable } from '../../kit/table/data-table.tsx'
import { bytesInWords } from '../../words/numbers.ts'
import { tableInWords } from '../../words/storage.ts'

/** What is stored now. Numbers of rows and sizes are estimates of the database. */
export const Stored = ({ usage: { tables, backlog, is_shared_evenly } }: { readonly usage: Usage }) => (
  <div className="stack">
    <div className="row">
      <h2>What is stored</h2>
      <Chip>estimated</Chip>
      {is_shared_evenly && (
        <span className="meta">
          The database has no statistics, so every organisation is said to have an equal part.
        </span>
      )}
    </div>
    <p>
      {backlog.waiting === 0 || backlog.oldest_at === null ? (
        'Every webhook call is processed.'
      ) : (
        <>
          <Num value={backlog.waiting} />
          {backlog.is_more && '+'} webhook calls wait to be processed. The oldest arrived{' '}
          <Age at={backlog.oldest_at} />.
        </>
      )}
    </p>
    <DataTable
      caption="What is stored, estimated"
      rows={tables}
      idOf={({ name }) => name}
      columns={[
        { id: 'name', title: 'What', isHeading: true, cell: ({ name }) => tableInWords(name) },
        { id: 'rows', title: 'Rows', isNumber: true, cell: ({ rows }) => <Num value={rows} /> },
        { id: 'bytes', title: 'Size', isNumber: true, cell: ({ bytes }) => bytesInWords(bytes) },
        {
          id: 'oldest',
          title: 'Oldest',
          cell: ({ oldest_at }) => (oldest_at === null ? '–' : <When at={oldest_at} precision="day" />),
        },
      ]}
    />
  </div>
)
