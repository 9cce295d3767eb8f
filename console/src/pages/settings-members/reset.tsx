import { call, path } from '../../api/call.ts'
import { Button } from '../../kit/controls/button.tsx'
import { DialogActions } from '../../kit/overlays/dialog.tsx'
import { Failed } from '../../kit/states/failed.tsx'
import { useSave } from '../../kit/use-save.ts'
import { LinkOnce } from './link-once.tsx'
import type { Member, NewReset } from './queries.ts'

interface Props {
  readonly org: string
  readonly of: Member
  readonly close: () => void
}

export function Reset({ org, of, close }: Props) {
  const make = useSave({
    changes: [],
    save: () => call<NewReset>('POST', path`/orgs/${org}/password-resets`, { body: { user_id: of.id } }),
  })
  if (make.data) return <LinkOnce {...make.data} to={of.name} time="one hour" close={close} />
  return (
    <div className="stack">
      <p>
        {of.name} chooses a new password with a link. Until then the present one stays. Afterwards all their
        sessions end.
      </p>
      {make.error && <Failed error={make.error} />}
      <DialogActions>
        <Button onPress={close}>Cancel</Button>
        <Button kind="primary" isPending={make.isPending} onPress={() => make.mutate(undefined)}>
          Make a link
        </Button>
      </DialogActions>
    </div>
  )
}
