import { useEffect, useState } from 'react'
import { announce } from '../announce.ts'
import { Button, type ButtonLook } from '../controls/button.tsx'

interface Props extends ButtonLook {
  /** What is copied, or how to get it at the time. */
  readonly text: string | (() => string)
  readonly label?: string
  /** What is copied, for those who do not see what is beside the button. */
  readonly of?: string
}

const SHOWN_MS = 2_000

/** Copies a text, and says so. */
export function Copy({ text, label = 'Copy', of, kind = 'quiet', size = 'small' }: Props) {
  const [state, setState] = useState<'idle' | 'copied' | 'failed'>('idle')
  useEffect(() => {
    if (state === 'idle') return
    const timer = setTimeout(() => setState('idle'), SHOWN_MS)
    return () => clearTimeout(timer)
  }, [state])
  const copy = async () => {
    const copied = await navigator.clipboard.writeText(typeof text === 'string' ? text : text()).then(
      () => true,
      () => false,
    )
    setState(copied ? 'copied' : 'failed')
    announce(copied ? 'Copied.' : 'The browser refused to copy.')
  }
  const shown = { idle: label, copied: 'Copied', failed: 'Not copied' }[state]
  return (
    <Button
      kind={kind}
      size={size}
      onPress={copy}
      {...(of !== undefined && { 'aria-label': `${shown}: ${of}` })}
    >
      {shown}
    </Button>
  )
}

/** Copies the address of this page, with its filters, tab and open row. */
export const LinkCopy = () => <Copy text={() => location.href} label="Copy link" kind="tool" size="normal" />
