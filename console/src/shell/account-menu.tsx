import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { Button as AriaButton } from 'react-aria-components'
import { type Session, sessionQuery, signOut } from '../api/session.ts'
import { Menu, MenuItem, MenuLink, MenuSection, MenuTrigger } from '../kit/overlays/menu.tsx'
import { toast } from '../kit/overlays/toast.tsx'
import { chooseTheme, chosenTheme, THEMES } from './theme.ts'
import css from './top-bar.module.css'

const THEME_NAMES = { system: 'Like the system', light: 'Light', dark: 'Dark' } as const

const initialsOf = (name: string): string =>
  name
    .split(/\s+/)
    .map(word => word.charAt(0))
    .join('')
    .slice(0, 2)
    .toUpperCase()

/** The person: account, light or dark, sign out. */
export function AccountMenu({ session }: { readonly session: Session }) {
  const client = useQueryClient()
  const navigate = useNavigate()
  const [theme, setTheme] = useState(chosenTheme)
  const leave = async () => {
    try {
      await signOut()
    } catch {
      toast('You are still signed in: the server did not answer.', 'negative')
      return
    }
    client.clear()
    client.setQueryData(sessionQuery.queryKey, null)
    await navigate({ to: '/sign-in' })
  }
  return (
    <MenuTrigger>
      <AriaButton className={css['me'] ?? ''} aria-label={`${session.user.name}: account and theme`}>
        <span data-initials={initialsOf(session.user.name)} />
      </AriaButton>
      <Menu>
        <MenuSection title={session.user.email}>
          <MenuLink href="/account">Your account</MenuLink>
        </MenuSection>
        <MenuSection title="Theme">
          {THEMES.map(each => (
            <MenuItem
              key={each}
              onAction={() => {
                chooseTheme(each)
                setTheme(each)
              }}
            >
              {each === theme ? `✓ ${THEME_NAMES[each]}` : THEME_NAMES[each]}
            </MenuItem>
          ))}
        </MenuSection>
        <MenuSection title="Session">
          <MenuItem onAction={() => void leave()}>Sign out</MenuItem>
        </MenuSection>
      </Menu>
    </MenuTrigger>
  )
}
