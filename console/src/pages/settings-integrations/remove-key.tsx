import type { PlatformView } from '../../../../src/features/connections/schema.ts'
import { call, path } from '../../api/call.ts'
import { Button } from '../../kit/controls/button.tsx'
import { Dialog, DialogActions, DialogTrigger } from '../../kit/overlays/dialog.tsx'
import { Failed } from '../../kit/states/failed.tsx'
import { useSave } from '../../kit/use-save.ts'

interface Props {
  readonly org: string
  readonly platform: PlatformView
  /** Key of the setting, such as signing_key.eu. */
  readonly of: string
  readonly name: string
}

export function RemoveKey({ org, platform, of, name }: Props) {
  const remove = useSave({
    changes: [[org, 'platforms']],
    said: `The key ${name} is removed.`,
    save: () =>
      call<PlatformView>('PUT', path`/orgs/${org}/platforms/${platform.slug}`, {
        body: { settings: { [of]: null } },
      }),
  })
  return (
    <DialogTrigger>
      <Button size="small" kind="danger" needs="operate" aria-label={`Remove ${name}`}>
        Remove…
      </Button>
      <Dialog title={`Remove the key ${name}`} role="alertdialog">
        {close => (
          <div className="stack">
            <p>
              Parley refuses reports that {platform.name} signs with this key from now on. The other keys
              stay. This cannot be undone.
            </p>
            {remove.error && <Failed error={remove.error} />}
            <DialogActions>
              <Button onPress={close}>Cancel</Button>
              <Button kind="danger" isPending={remove.isPending} onPress={() => remove.mutate(undefined)}>
                Remove the key
              </Button>
            </DialogActions>
          </div>
        )}
      </Dialog>
    </DialogTrigger>
  )
}
