import { createLink } from '@tanstack/react-router'
import type { ComponentProps, ReactNode } from 'react'
import { cx } from '../cx.ts'
import css from './tabs.module.css'

const Anchor = ({ className, ...props }: ComponentProps<'a'>) => (
  <a {...props} className={cx(css['tab'], className)} />
)

/** A tab is a link: it has an address. The router marks the current one with aria-current. */
export const Tab = createLink(Anchor)

export const Tabs = ({ label, children }: { readonly label: string; readonly children: ReactNode }) => (
  <nav aria-label={label} className={css['tabs']}>
    {children}
  </nav>
)
