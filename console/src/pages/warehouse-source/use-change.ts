import { useQueryClient } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import type { RunView } from '../../../../src/features/warehouse/sources/run-schema.ts'
import type { SourcePatch, SourceView } from '../../../../src/features/warehouse/sources/schema.ts'
import { call } from '../../api/call.ts'
import { sourceKey, sourcePath, sourceQuery, sourcesQuery } from '../../api/source-queries.ts'
import { useSave } from '../../kit/use-save.ts'

function useHere() {
  const { org = '', source = '' } = useParams({ strict: false })
  return { org, source, at: sourcePath(org, source) }
}

/** Changes the source of this page. The page shows the answer. */
export function useChange(said?: string) {
  const { org, source, at } = useHere()
  const client = useQueryClient()
  return useSave({
    save: (body: SourcePatch) => call<SourceView>('PATCH', at, { body }),
    onDone: changed => client.setQueryData(sourceQuery(org, source).queryKey, changed),
    changes: [sourcesQuery(org).queryKey, sourceKey(org, source)],
    ...(said !== undefined && { said }),
  })
}

/** Reads the source now. */
export function useRun() {
  const { org, source, at } = useHere()
  return useSave({
    save: () => call<RunView>('POST', `${at}/runs`),
    changes: [sourcesQuery(org).queryKey, sourceKey(org, source)],
    said: 'The run begins.',
  })
}

/** Cancels a run. */
export function useCancel() {
  const { org, source, at } = useHere()
  return useSave({
    save: (run: string) => call<RunView>('POST', `${at}/runs/${run}/cancel`),
    changes: [sourcesQuery(org).queryKey, sourceKey(org, source)],
    said: 'The run is cancelled. What was read stays.',
  })
}

/** Says of a day that is held back whether its new export is right. */
export function useDecide(day: string) {
  const { org, source, at } = useHere()
  return useSave({
    save: (decision: 'accept' | 'keep') => call('POST', `${at}/partitions/${day}/${decision}`),
    changes: [sourcesQuery(org).queryKey, sourceKey(org, source)],
    said: 'It is decided.',
  })
}
