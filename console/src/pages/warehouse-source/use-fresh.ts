import { useQueryClient } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import type { SourceView } from '../../../../src/features/warehouse/sources/schema.ts'
import { sourceKey } from '../../api/source-queries.ts'
import { announce } from '../../kit/announce.ts'
import { RUN_WORDS } from '../../words/warehouse.ts'

/** Reads the runs and the days again when a run begins or ends, and says so. */
export function useFresh(source: SourceView | undefined): void {
  const { org = '', source: id = '' } = useParams({ strict: false })
  const client = useQueryClient()
  const run = source?.health.last_run
  const state = run ? `${run.id} ${run.state}` : undefined
  const former = useRef(state)
  useEffect(() => {
    const isNew = former.current !== undefined && former.current !== state
    former.current = state
    if (!isNew || !run) return
    announce(`Run: ${RUN_WORDS[run.state].text}.`)
    for (const part of ['runs', 'days'])
      void client.invalidateQueries({ queryKey: [...sourceKey(org, id), part] })
  }, [client, org, id, state, run])
}
