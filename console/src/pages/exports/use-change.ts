import { useQueryClient } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import type {
  ExportBody,
  ExportRunView,
  ExportView,
} from '../../../../src/features/warehouse/export/daily/schema.ts'
import { call } from '../../api/call.ts'
import { exportKey, exportPath, exportQuery } from '../../api/export-queries.ts'
import { useSave } from '../../kit/use-save.ts'

/** Sets the export up, or changes it. The page shows the answer. */
export function useChange(said: string) {
  const { org = '' } = useParams({ strict: false })
  const client = useQueryClient()
  return useSave({
    save: (body: ExportBody) => call<ExportView>('PUT', exportPath(org), { body }),
    onDone: changed => client.setQueryData(exportQuery(org).queryKey, changed),
    changes: [exportKey(org)],
    said,
  })
}

/** Exports now what is due. */
export function useRun() {
  const { org = '' } = useParams({ strict: false })
  return useSave({
    save: () => call<ExportRunView>('POST', `${exportPath(org)}/runs`),
    changes: [exportKey(org)],
    said: 'The run begins.',
  })
}
