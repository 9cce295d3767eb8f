import type { MetricView } from '../../../../src/features/metrics/schema.ts'
import { call, path } from '../../api/call.ts'
import { Button } from '../../kit/controls/button.tsx'
import { DialogActions } from '../../kit/overlays/dialog.tsx'
import { Failed } from '../../kit/states/failed.tsx'
import { useSave } from '../../kit/use-save.ts'

interface Props {
  readonly org: string
  readonly metric: MetricView
  readonly close: () => void
}

/** Archive or delete. The server refuses while a template uses the metric, and says which. */
export function Remove({ org, metric: { id, name, archived }, close }: Props) {
  const changes = [[org, 'metrics']]
  const archive = useSave({
    changes,
    said: archived ? `The metric ${name} is back.` : `The metric ${name} is archived.`,
    save: () => call('PATCH', path`/orgs/${org}/metrics/${id}`, { body: { archived: !archived } }),
    onDone: close,
  })
  const remove = useSave({
    changes,
    said: `The metric ${name} is deleted.`,
    save: () => call<null>('DELETE', path`/orgs/${org}/metrics/${id}`),
    onDone: close,
  })
  const error = archive.error ?? remove.error
  return (
    <div className="stack">
      <p>
        {archived
          ? 'It is shown nowhere, and goes on counting.'
          : 'An archived metric is shown nowhere. It goes on counting, so nothing is missing when you take it back.'}{' '}
        Deleting it deletes its figures too.
      </p>
      {error && <Failed error={error} />}
      <DialogActions>
        <Button onPress={close}>Cancel</Button>
        <Button isPending={archive.isPending} onPress={() => archive.mutate(undefined)}>
          {archived ? 'Take it back' : 'Archive the metric'}
        </Button>
        <Button kind="danger" isPending={remove.isPending} onPress={() => remove.mutate(undefined)}>
          Delete the metric
        </Button>
      </DialogActions>
    </div>
  )
}
