import { useParams } from '@tanstack/react-router'
import type { PartitionView } from '../../../../../src/features/warehouse/sources/partitions/schema.ts'
import { Button } from '../../../kit/controls/button.tsx'
import { LinkButton } from '../../../kit/controls/link-button.tsx'
import { Dialog, DialogActions, DialogTrigger } from '../../../kit/overlays/dialog.tsx'
import { Failed } from '../../../kit/states/failed.tsx'
import { numberInWords } from '../../../words/numbers.ts'
import { dayInWords, waitsForChoice } from '../../../words/warehouse/reading.ts'
import { useDecide } from '../use-change.ts'

/** Takes the newest export of a day that is held back, or leaves it. */
export function Decide({ day }: { readonly day: PartitionView }) {
  const { org = '' } = useParams({ strict: false })
  const keep = useDecide(day.id)
  const isOpen = waitsForChoice(day.held_reason ?? '')
  return (
    <>
      <div className="row">
        {isOpen && (
          <LinkButton size="small" to="/o/$org/sources/coverage" params={{ org }}>
            Choose what counts
          </LinkButton>
        )}
        {day.can_accept && !isOpen && (
          <DialogTrigger>
            <Button size="small" needs="operate">
              Accept…
            </Button>
            <Dialog title={`Accept the export of ${dayInWords(day.name)}`} role="alertdialog">
              {close => <Accept day={day} close={close} />}
            </Dialog>
          </DialogTrigger>
        )}
        <Button size="small" needs="operate" isPending={keep.isPending} onPress={() => keep.mutate('keep')}>
          Keep old
        </Button>
      </div>
      {!day.can_accept && !isOpen && (
        <p className="meta">It cannot be read. Export the day again, or keep what was counted.</p>
      )}
      {keep.error && <Failed error={keep.error} />}
    </>
  )
}

function Accept({ day, close }: { readonly day: PartitionView; readonly close: () => void }) {
  const accept = useDecide(day.id)
  return (
    <div className="stack">
      <p>{day.held_reason}</p>
      <p>
        {numberInWords(day.rows)} rows of this day count now. Parley replaces them by those of the new export,
        and withdraws those that are gone with all their effects.
      </p>
      {accept.error && <Failed error={accept.error} />}
      <DialogActions>
        <Button onPress={close}>Cancel</Button>
        <Button
          kind="danger"
          isPending={accept.isPending}
          onPress={() => accept.mutate('accept', { onSuccess: close })}
        >
          Accept
        </Button>
      </DialogActions>
    </div>
  )
}
