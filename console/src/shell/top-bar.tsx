import { useRouterState } from '@tanstack/react-router'
import { useState } from 'react'
import { Button as AriaButton, Dialog as AriaDialog, Modal, ModalOverlay } from 'react-aria-components'
import type { Session } from '../api/session.ts'
import { Icon } from '../kit/icon.tsx'
import { AccountMenu } from './account-menu.tsx'
import { Crumbs } from './crumbs.tsx'
import { Health } from './health.tsx'
import { RailContent } from './rail.tsx'
import { SearchButton } from './search-button.tsx'
import css from './top-bar.module.css'

interface Props {
  readonly org: string
  readonly session: Session
}

/** Where you are, search, the health of the sources in words, and you. */
export const TopBar = ({ org, session }: Props) => (
  <header className={css['bar']}>
    <Sheet org={org} session={session} />
    <Crumbs org={org} />
    <SearchButton org={org} />
    <Health org={org} />
    <AccountMenu session={session} />
  </header>
)

/** The rail of narrow screens. It closes on every change of page. */
function Sheet({ org, session }: Props) {
  const pathname = useRouterState({ select: state => state.location.pathname })
  const [openAt, setOpenAt] = useState<string>()
  return (
    <>
      <AriaButton className={css['open'] ?? ''} aria-label="Pages" onPress={() => setOpenAt(pathname)}>
        <Icon name="menu" />
      </AriaButton>
      <ModalOverlay
        className={css['overlay'] ?? ''}
        isDismissable
        isOpen={openAt === pathname}
        onOpenChange={isOpen => setOpenAt(isOpen ? pathname : undefined)}
      >
        <Modal className={css['sheet'] ?? ''}>
          <AriaDialog aria-label="Pages" className={css['dialog'] ?? ''}>
            <RailContent org={org} session={session} />
          </AriaDialog>
        </Modal>
      </ModalOverlay>
    </>
  )
}
