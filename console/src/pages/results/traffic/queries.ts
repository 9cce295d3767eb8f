import { queryOptions, useMutation, useQueryClient } from '@tanstack/react-query'
import type { Static } from 'typebox'
import type { Results } from '../../../../../src/features/results/schema.ts'
import type { Changes, Effect } from '../../../../../src/features/templates/traffic/schema.ts'
import { call, path } from '../../../api/call.ts'
import { toProblem } from '../../../api/problem.ts'
import { toast } from '../../../kit/overlays/toast.tsx'

export interface Place {
  readonly org: string
  readonly template: string
}

/** A change of traffic: the part of its address, and its body. */
export interface Change {
  readonly action: 'ship' | 'freeze' | 'weights' | 'resume'
  readonly body: Readonly<Record<string, unknown>>
}

export const trafficQuery = ({ org, template }: Place) =>
  queryOptions({
    queryKey: [org, 'template', template, 'traffic'],
    queryFn: ({ signal }) =>
      call<Static<typeof Changes>>('GET', path`/orgs/${org}/templates/${template}/traffic`, { signal }),
  })

/** All results, for the choice of a wording. */
export const resultsQuery = ({ org, template }: Place) =>
  queryOptions({
    queryKey: [org, 'template', template, 'results', 'all'],
    queryFn: ({ signal }) =>
      call<Results>('GET', path`/orgs/${org}/templates/${template}/results`, { signal }),
  })

/** What a change would do; nothing is changed. */
export const effectQuery = (place: Place, change: Change | undefined) =>
  queryOptions({
    queryKey: [place.org, 'template', place.template, 'effect', change],
    enabled: change !== undefined,
    staleTime: 0,
    queryFn: ({ signal }) => send(place, change ?? { action: 'freeze', body: {} }, true, signal),
  })

const send = (
  { org, template }: Place,
  { action, body }: Change,
  isDryRun: boolean,
  signal?: AbortSignal,
): Promise<Effect> =>
  call<Effect>('POST', `${path`/orgs/${org}/templates/${template}`}/${action}`, {
    body: { ...body, dry_run: isDryRun },
    ...(signal && { signal }),
  })

/** Makes a change, then everything about the template is read again. */
export function useChange(place: Place) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: (change: Change) => send(place, change, false),
    onSuccess: () => client.invalidateQueries({ queryKey: [place.org, 'template', place.template] }),
  })
}

/** Takes the latest change back, and says so: also when the dialog that offered it is closed. */
export function useUndo({ org, template }: Place): () => void {
  const client = useQueryClient()
  const undo = useMutation({
    mutationFn: () => call('POST', path`/orgs/${org}/templates/${template}/undo`),
    onSuccess() {
      toast('Undone. The traffic is as before.')
      return client.invalidateQueries({ queryKey: [org, 'template', template] })
    },
    onError: error => toast(toProblem(error).message, 'negative'),
  })
  return () => undo.mutate()
}
