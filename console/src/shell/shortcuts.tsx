import { useState } from 'react'
import { Switch } from '../kit/controls/switch.tsx'
import { Dialog } from '../kit/overlays/dialog.tsx'
import { singleKeysAreOn, switchSingleKeys } from '../kit/single-keys.ts'
import css from './shortcuts.module.css'

const KEYS = [
  ['Ctrl K', 'Search and jump'],
  ['j, k', 'Next and previous row of a list'],
  ['[, ]', 'Previous and next wording'],
  ['Ctrl S', 'Save a wording'],
  ['Ctrl Enter', 'Approve a wording'],
  ['← → ↑ ↓', 'Move through the points of a chart, ↑ ↓ its series'],
  ['Esc', 'Close what is open'],
] as const

interface Props {
  readonly isOpen: boolean
  readonly onOpenChange: (isOpen: boolean) => void
}

/** The keys of the console. Those without Ctrl can be switched off, for people who speak to their computer. */
export function Shortcuts({ isOpen, onOpenChange }: Props) {
  const [isOn, setOn] = useState(singleKeysAreOn)
  const change = (on: boolean) => {
    switchSingleKeys(on)
    setOn(on)
  }
  return (
    <Dialog title="Keyboard" isOpen={isOpen} onOpenChange={onOpenChange}>
      <dl className={css['keys']}>
        {KEYS.map(([key, does]) => (
          <div key={key}>
            <dt>
              <kbd>{key}</kbd>
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
      <Switch isSelected={isOn} onChange={change}>
        Keys without Ctrl
      </Switch>
    </Dialog>
  )
}
