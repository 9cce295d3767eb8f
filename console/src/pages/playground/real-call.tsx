import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { toProblem } from '../../api/problem.ts'
import { Button } from '../../kit/controls/button.tsx'
import { Dialog, DialogActions, DialogTrigger } from '../../kit/overlays/dialog.tsx'
import { toast } from '../../kit/overlays/toast.tsx'
import { ask } from './queries.ts'
import type { Questioning } from './use-question.ts'

/** Asks as a platform would. It needs a second click, because it counts. */
export function RealCall({ asking: { org, question, template, past } }: { readonly asking: Questioning }) {
  const [isOpen, setOpen] = useState(false)
  const client = useQueryClient()
  const real = useMutation({ mutationFn: () => ask(org, question, true) })
  const run = () =>
    real.mutate(undefined, {
      onSuccess(answered) {
        past.remember(answered, true)
        setOpen(false)
        toast(
          `Recorded as decision ${answered.answer.decision_id ?? 'none: the store did not answer in time'}.`,
        )
        return client.invalidateQueries({ queryKey: [org, 'template', question.template_id] })
      },
      onError: error => toast(toProblem(error).message, 'negative'),
    })
  return (
    <DialogTrigger isOpen={isOpen} onOpenChange={setOpen}>
      <Button needs="edit">As a real call …</Button>
      <Dialog title="Make a real call">
        {close => (
          <div className="stack">
            <p>
              This call is recorded as any other: a message of “{template?.name}” to{' '}
              <code>{question.user_id ?? 'nobody'}</code>
              {question.copy_id === undefined
                ? '. It counts in the results.'
                : '. It does not count in the results, because the wording is forced.'}
            </p>
            <DialogActions>
              <Button onPress={close}>Cancel</Button>
              <Button kind="primary" isPending={real.isPending} onPress={run}>
                Make the call
              </Button>
            </DialogActions>
          </div>
        )}
      </Dialog>
    </DialogTrigger>
  )
}
