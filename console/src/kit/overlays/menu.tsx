import type { ReactNode } from 'react'
import {
  Menu as AriaMenu,
  MenuItem as AriaMenuItem,
  MenuSection as AriaMenuSection,
  Header,
  type MenuItemProps,
  type MenuProps,
  MenuTrigger,
  Popover,
} from 'react-aria-components'
import css from './menu.module.css'

export { MenuTrigger }

/** The list under a button. Give it MenuItem, MenuLink and MenuSection. */
export const Menu = (props: Omit<MenuProps<object>, 'className' | 'style'>) => (
  <Popover className={css['popover'] ?? ''} offset={4}>
    <AriaMenu {...props} className={css['menu'] ?? ''} />
  </Popover>
)

type ItemProps = Omit<MenuItemProps, 'className' | 'style' | 'children'> & { readonly children: ReactNode }

/** Does something when chosen (`onAction`), or is one of a set (`selectionMode` of the menu). */
export const MenuItem = ({ children, ...props }: ItemProps) => (
  <AriaMenuItem
    {...props}
    className={css['item'] ?? ''}
    {...(typeof children === 'string' && { textValue: children })}
  >
    {children}
  </AriaMenuItem>
)

/** Leads to a page of the console, another document, or a file. */
export const MenuLink = ({ children, ...props }: ItemProps & { readonly href: string }) => (
  <MenuItem {...props}>{children}</MenuItem>
)

export const MenuSection = ({
  title,
  children,
}: {
  readonly title: string
  readonly children: ReactNode
}) => (
  <AriaMenuSection className={css['section'] ?? ''}>
    <Header className={css['header']}>{title}</Header>
    {children}
  </AriaMenuSection>
)
