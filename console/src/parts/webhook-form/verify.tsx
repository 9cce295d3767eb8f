import { Button } from '../../kit/controls/button.tsx'
import { Dialog, DialogTrigger } from '../../kit/overlays/dialog.tsx'
import { Snippet } from '../../kit/show/snippet.tsx'
import { SNIPPETS } from './snippets.ts'

/** How a receiver checks that a delivery is from Parley. */
export const Verify = () => (
  <div className="stack">
    <p className="sub">
      Every delivery is signed as Standard Webhooks describes it, so their libraries work too. Without a
      library:
    </p>
    {SNIPPETS.map(({ language, text }) => (
      <Snippet key={language} label={language} text={text} />
    ))}
  </div>
)

export const VerifyHelp = () => (
  <DialogTrigger>
    <Button kind="quiet" size="small">
      How to verify
    </Button>
    <Dialog title="Verify deliveries" size="wide">
      <Verify />
    </Dialog>
  </DialogTrigger>
)
