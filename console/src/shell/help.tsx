import { useState } from 'react'
import { Button as AriaButton } from 'react-aria-components'
import { Icon } from '../kit/icon.tsx'
import { Menu, MenuItem, MenuLink, MenuTrigger } from '../kit/overlays/menu.tsx'
import css from './help.module.css'
import { Shortcuts } from './shortcuts.tsx'

/** Documentation, the first steps, and the keys. */
export function Help({ org }: { readonly org: string }) {
  const [areKeysOpen, showKeys] = useState(false)
  return (
    <>
      <MenuTrigger>
        <AriaButton className={css['help'] ?? ''} aria-label="Help">
          <Icon name="help" />
          <span className={css['label']}>Help</span>
        </AriaButton>
        <Menu>
          <MenuLink href={`/o/${org}/help`}>What usually goes wrong</MenuLink>
          <MenuLink href={`/o/${org}?checklist=1`}>First steps</MenuLink>
          <MenuItem onAction={() => showKeys(true)}>Keyboard</MenuItem>
          <MenuLink href="/docs" target="_blank">
            Every call of the API
          </MenuLink>
        </Menu>
      </MenuTrigger>
      <Shortcuts isOpen={areKeysOpen} onOpenChange={showKeys} />
    </>
  )
}
