import type { ReactNode } from 'react'
import { Tooltip as AriaTooltip, Focusable, TooltipTrigger } from 'react-aria-components'
import css from './tooltip.module.css'

export const Tooltip = ({ children }: { readonly children: ReactNode }) => (
  <AriaTooltip className={css['tooltip'] ?? ''} offset={6}>
    {children}
  </AriaTooltip>
)

/** Explains a word of a page on hover and focus. */
export const Explained = ({ text, children }: { readonly text: ReactNode; readonly children: ReactNode }) => (
  <TooltipTrigger delay={200}>
    <Focusable>
      <button type="button" className={css['explained']}>
        {children}
      </button>
    </Focusable>
    <Tooltip>{text}</Tooltip>
  </TooltipTrigger>
)
