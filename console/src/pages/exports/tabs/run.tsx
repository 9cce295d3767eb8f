import type { ExportRunView, RunDay } from '../../../../../src/features/warehouse/export/daily/schema.ts'
import { Dialog } from '../../../kit/overlays/dialog.tsx'
import { Num } from '../../../kit/show/num.tsx'
import { type Column, DataTable } from '../../../kit/table/data-table.tsx'
import { RunHead } from '../../../parts/run-shown.tsx'
import { bytesInWords } from '../../../words/numbers.ts'
import { exportRunInWords } from '../../../words/warehouse/exports.ts'

/** One run of the export, with the days that it wrote. */
export function Run({ run, onClose }: { readonly run: ExportRunView; readonly onClose: () => void }) {
  const { days } = run
  return (
    <Dialog title="A run of the export" size="wide" isOpen onOpenChange={onClose}>
      <div className="stack">
        <RunHead run={run} />
        <p>{exportRunInWords(run)}</p>
        {days.length > 0 && (
          <DataTable
            caption="What the run wrote, by day"
            columns={COLUMNS}
            rows={days}
            idOf={({ day }) => day}
          />
        )}
      </div>
    </Dialog>
  )
}

const COLUMNS: readonly Column<RunDay>[] = [
  { id: 'day', title: 'Day', isHeading: true, cell: ({ day }) => day },
  { id: 'decisions', title: 'Decisions', isNumber: true, cell: ({ decisions }) => <Num value={decisions} /> },
  { id: 'events', title: 'Events', isNumber: true, cell: ({ events }) => <Num value={events} /> },
  { id: 'files', title: 'Files', isNumber: true, cell: ({ files }) => <Num value={files} /> },
  { id: 'size', title: 'Size', isNumber: true, cell: ({ bytes }) => bytesInWords(bytes) },
]
