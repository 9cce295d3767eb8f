import type { RunView } from '../../../../src/features/warehouse/sources/run-schema.ts'
import { Button } from '../../kit/controls/button.tsx'
import { Card } from '../../kit/show/card.tsx'
import { Failed } from '../../kit/states/failed.tsx'
import { progressInWords } from '../../words/warehouse.ts'
import css from './source.module.css'
import { useCancel } from './use-change.ts'

/** How far the run is that is under way. */
export function Progress({ run }: { readonly run: RunView }) {
  const cancel = useCancel()
  return (
    <Card
      title={run.state === 'queued' ? 'A run waits' : 'A run is under way'}
      actions={
        <Button
          size="small"
          needs="operate"
          isPending={cancel.isPending}
          onPress={() => cancel.mutate(run.id)}
        >
          Cancel
        </Button>
      }
    >
      <div className={css['progress']}>
        <Bar run={run} />
        <p>{progressInWords(run)}</p>
        {run.current !== null && <p className="meta">{run.current}</p>}
        {cancel.error && <Failed error={cancel.error} />}
      </div>
    </Card>
  )
}

/** The share of the bytes that were read. */
export const Bar = ({ run: { bytes } }: { readonly run: RunView }) => (
  <progress
    className={css['bar']}
    value={bytes.done}
    max={Math.max(1, bytes.planned)}
    aria-label="Progress of the run"
  />
)
