import { type QueryKey, useQueryClient } from '@tanstack/react-query'
import { useEffect, useRef } from 'react'
import { announce } from '../kit/announce.ts'
import { RUN_WORDS, type RunState } from '../words/warehouse/reading.ts'

interface Run {
  readonly id: string
  readonly state: RunState
}

/**
 * Reads the runs and the days again when a run begins or ends, and says so.
 * @param run the newest; undefined until it is known
 * @param key of all that is asked about what runs
 */
export function useFreshRuns(run: Run | null | undefined, key: QueryKey): void {
  const client = useQueryClient()
  const state = run ? `${run.id} ${run.state}` : undefined
  const former = useRef(state)
  useEffect(() => {
    const isNew = former.current !== undefined && former.current !== state
    former.current = state
    if (!isNew || !run) return
    announce(`Run: ${RUN_WORDS[run.state].text}.`)
    for (const part of ['runs', 'days']) void client.invalidateQueries({ queryKey: [...key, part] })
  }, [client, key, state, run])
}
