import type { ReactNode } from 'react'
import { useId } from 'react'
import { Focusable, TooltipTrigger } from 'react-aria-components'
import { type Permission, useWhoMay } from '../../api/permission.ts'
import { Tooltip } from '../overlays/tooltip.tsx'

interface Props {
  readonly needs: Permission
  readonly className: string
  readonly children: ReactNode
}

/** A button that the user may not press. It can be focused, and says who may. */
export function Refused({ needs, className, children }: Props) {
  const id = useId()
  const who = useWhoMay(needs)
  return (
    <TooltipTrigger delay={200}>
      <Focusable>
        <button type="button" className={className} aria-disabled="true" aria-describedby={id}>
          {children}
          <span id={id} hidden>
            {who}
          </span>
        </button>
      </Focusable>
      <Tooltip>{who}</Tooltip>
    </TooltipTrigger>
  )
}
