import { useState } from 'react'
import { Button } from '../../kit/controls/button.tsx'
import { Segmented } from '../../kit/controls/segmented.tsx'
import { Dialog, DialogTrigger } from '../../kit/overlays/dialog.tsx'
import { Snippet } from '../../kit/show/snippet.tsx'
import { SNIPPETS } from './snippets.ts'

/** How a receiver checks that a delivery is from Parley. */
export function Verify() {
  const [language, setLanguage] = useState<string>(SNIPPETS[0].language)
  const text = SNIPPETS.find(each => each.language === language)?.text ?? ''
  return (
    <div className="stack">
      <p className="sub">
        Every delivery is signed as Standard Webhooks describes it, so their libraries work too. Without a
        library:
      </p>
      <Segmented
        label="Language"
        options={SNIPPETS.map(each => ({ value: each.language, label: each.language }))}
        value={language}
        onChange={setLanguage}
      />
      <Snippet label={language} text={text} />
    </div>
  )
}

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
