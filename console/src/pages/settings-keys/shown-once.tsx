import { Button } from '../../kit/controls/button.tsx'
import { DialogActions } from '../../kit/overlays/dialog.tsx'
import { Copy } from '../../kit/show/copy.tsx'
import { Snippet } from '../../kit/show/snippet.tsx'
import { firstCall } from '../../words/keys.ts'
import type { NewKey } from './queries.ts'

interface Props {
  readonly org: string
  readonly made: NewKey
  readonly close: () => void
}

/** A key, the only time that it is shown: by itself, and in a first call. */
export const ShownOnce = ({ org, made, close }: Props) => (
  <div className="stack">
    <p>
      <b>Copy the key now.</b> Parley does not keep it, so nobody can show it again. If it gets lost, rotate
      it.
    </p>
    <Snippet label="API key" text={made.key} />
    <Snippet label="A first call with it" text={firstCall(location.origin, org, made.key, made.scopes)} />
    <DialogActions>
      <Copy text={made.key} label="Copy the key" kind="plain" size="normal" />
      <Button kind="primary" onPress={close}>
        I have copied it
      </Button>
    </DialogActions>
  </div>
)
