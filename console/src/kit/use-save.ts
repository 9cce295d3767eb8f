import { type QueryKey, useMutation, useQueryClient } from '@tanstack/react-query'
import { toast } from './overlays/toast.tsx'

interface Saving<Given, Answer> {
  readonly save: (given: Given) => Promise<Answer>
  /** What is read again afterwards. */
  readonly changes: readonly QueryKey[]
  /** What was done, as a sentence. */
  readonly said?: string
  readonly onDone?: (answer: Answer) => void
}

/** Sends a change, reads again what it changes, and says that it was made. The form shows the failure. */
export function useSave<Given, Answer>({ save, changes, said, onDone }: Saving<Given, Answer>) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: save,
    async onSuccess(answer) {
      if (said !== undefined) toast(said)
      onDone?.(answer)
      await Promise.all(changes.map(queryKey => client.invalidateQueries({ queryKey })))
    },
  })
}
