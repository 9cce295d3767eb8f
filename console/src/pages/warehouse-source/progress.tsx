import type { RunView } from '../../../../src/features/warehouse/sources/run-schema.ts'
import { Button } from '../../kit/controls/button.tsx'
import { Card } from '../../kit/show/card.tsx'
import { Failed } from '../../kit/states/failed.tsx'
import { RunBar } from '../../parts/run-bar.tsx'
import { progressInWords } from '../../words/warehouse/reading.ts'
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
        <RunBar {...run.bytes} />
        <p>{progressInWords(run)}</p>
        {run.current !== null && <p className="meta">{run.current}</p>}
        {cancel.error && <Failed error={cancel.error} />}
      </div>
    </Card>
  )
}
