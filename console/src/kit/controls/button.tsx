import type { ReactNode } from 'react'
import { Button as AriaButton, type ButtonProps as AriaButtonProps } from 'react-aria-components'
import { type Permission, usePermission } from '../../api/permission.ts'
import { cx } from '../cx.ts'
import { Refused } from '../states/refused.tsx'
import css from './button.module.css'

export interface ButtonLook {
  /** `primary`: the one action of a view. `quiet`: looks like a link. `tool`: of every page. `danger`: destroys. */
  readonly kind?: 'primary' | 'plain' | 'quiet' | 'tool' | 'danger'
  readonly size?: 'small' | 'normal'
}

export const buttonClass = ({ kind = 'plain', size = 'normal' }: ButtonLook): string =>
  cx(css['button'], css[kind], size === 'small' && css['small'])

export interface ButtonProps extends ButtonLook, Omit<AriaButtonProps, 'className' | 'style' | 'children'> {
  readonly children: ReactNode
  /** Without it, the button stays visible, does nothing and says who may. */
  readonly needs?: Permission
}

export function Button({ kind, size, needs = 'read', children, ...props }: ButtonProps) {
  const className = buttonClass({ ...(kind && { kind }), ...(size && { size }) })
  if (!usePermission(needs) && needs !== 'read')
    return (
      <Refused needs={needs} className={className}>
        {children}
      </Refused>
    )
  return (
    <AriaButton {...props} className={className}>
      {children}
    </AriaButton>
  )
}
