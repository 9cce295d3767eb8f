import { createLink } from '@tanstack/react-router'
import type { ComponentProps, ReactNode } from 'react'
import { cx } from '../cx.ts'
import css from './side-nav.module.css'

const Anchor = ({ className, ...props }: ComponentProps<'a'>) => (
  <a {...props} className={cx(css['link'], className)} />
)

/** A link of a SideNav. The router marks the current one with aria-current. */
export const SideNavLink = createLink(Anchor)

/** Links to the parts of a page at its left; above it on narrow screens. */
export const SideNav = ({ label, children }: { readonly label: string; readonly children: ReactNode }) => (
  <nav aria-label={label} className={css['nav']}>
    {children}
  </nav>
)

/** A SideNav and what it leads to. */
export const WithSideNav = ({ nav, children }: { readonly nav: ReactNode; readonly children: ReactNode }) => (
  <div className={css['frame']}>
    {nav}
    <div className={css['content']}>{children}</div>
  </div>
)
