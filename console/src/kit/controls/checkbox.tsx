import type { ReactNode } from 'react'
import { Checkbox as AriaCheckbox, type CheckboxProps } from 'react-aria-components'
import { Icon } from '../icon.tsx'
import css from './choice.module.css'

interface Props extends Omit<CheckboxProps, 'className' | 'style' | 'children'> {
  readonly children: ReactNode
}

/** Yes or no, kept when the form is sent. */
export const Checkbox = ({ children, ...props }: Props) => (
  <AriaCheckbox {...props} className={css['choice'] ?? ''}>
    <span className={css['box']}>
      <Icon name="check" size={12} />
    </span>
    <span>{children}</span>
  </AriaCheckbox>
)
