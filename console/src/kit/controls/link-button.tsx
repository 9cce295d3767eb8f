import { createLink } from '@tanstack/react-router'
import type { ComponentProps } from 'react'
import { cx } from '../cx.ts'
import { type ButtonLook, buttonClass } from './button.tsx'

function Anchor({ kind, size, className, ...props }: ButtonLook & ComponentProps<'a'>) {
  const look = buttonClass({ ...(kind && { kind }), ...(size && { size }) })
  return <a {...props} className={cx(look, className)} />
}

/** A link to another page of the console that looks like a button. */
export const LinkButton = createLink(Anchor)
