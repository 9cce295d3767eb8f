import { Button } from '../../kit/controls/button.tsx'
import { DialogActions } from '../../kit/overlays/dialog.tsx'
import { Snippet } from '../../kit/show/snippet.tsx'

const MAILED = {
  sent: 'It is mailed too.',
  failed: 'The mail could not be sent, so give the link yourself.',
  off: 'No mail is sent: this organisation has no SMTP transport.',
} as const

interface Props {
  readonly url: string
  readonly mailed: keyof typeof MAILED
  readonly to: string
  /** How long it is good for. */
  readonly time: string
  readonly close: () => void
}

/** A link that gives access, the only time that it is shown. */
export const LinkOnce = ({ url, mailed, to, time, close }: Props) => (
  <div className="stack">
    <p>
      <b>Give this link to {to}, and to nobody else.</b> It works once, within {time}. Parley does not show it
      again. {MAILED[mailed]}
    </p>
    <Snippet label="Link" text={url} />
    <DialogActions>
      <Button kind="primary" onPress={close}>
        I have copied it
      </Button>
    </DialogActions>
  </div>
)
