import type { ReactNode } from 'react'
import { Switch as AriaSwitch, type SwitchProps } from 'react-aria-components'
import css from './choice.module.css'

interface Props extends Omit<SwitchProps, 'className' | 'style' | 'children'> {
  readonly children: ReactNode
}

/** On or off, at once. */
export const Switch = ({ children, ...props }: Props) => (
  <AriaSwitch {...props} className={css['choice'] ?? ''}>
    <span className={css['track']} />
    {children}
  </AriaSwitch>
)
