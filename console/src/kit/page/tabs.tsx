import { createLink } from '@tanstack/react-router'
import { type ComponentProps, type ReactNode, useEffect, useRef } from 'react'
import { cx } from '../cx.ts'
import css from './tabs.module.css'

const Anchor = ({ className, ...props }: ComponentProps<'a'>) => (
  <a {...props} className={cx(css['tab'], className)} />
)

/** A tab is a link: it has an address. The router marks the current one with aria-current. */
export const Tab = createLink(Anchor)

interface TabsProps {
  readonly label: string
  readonly children: ReactNode
}

/** Tabs of a page. On a phone they scroll, and begin at the current one. */
export function Tabs({ label, children }: TabsProps) {
  const ref = useRef<HTMLElement>(null)
  useEffect(() => {
    const nav = ref.current
    if (nav === null || nav.scrollWidth <= nav.clientWidth) return
    nav.querySelector('[aria-current]')?.scrollIntoView({ inline: 'center', block: 'nearest' })
  }, [])
  return (
    <nav ref={ref} aria-label={label} className={css['tabs']}>
      {children}
    </nav>
  )
}
