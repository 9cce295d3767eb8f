import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { Button as AriaButton } from 'react-aria-components'
import { sandboxesQuery } from '../api/org-queries.ts'
import type { Session } from '../api/session.ts'
import { cx } from '../kit/cx.ts'
import { Icon } from '../kit/icon.tsx'
import { Menu, MenuItem, MenuSection, MenuTrigger } from '../kit/overlays/menu.tsx'
import css from './org-switch.module.css'

const MAIN_SANDBOX = 'prod'

/** Which organisation and which sandbox. Amber in a sandbox other than `prod`. */
export function OrgSwitch({ org, session }: { readonly org: string; readonly session: Session }) {
  const navigate = useNavigate()
  const { sandbox = MAIN_SANDBOX } = useSearch({ from: '/o/$org' })
  const { data: sandboxes } = useQuery(sandboxesQuery(org))
  const name = session.orgs.find(({ slug }) => slug === org)?.name ?? org
  const chooseSandbox = (chosen: string) =>
    navigate({
      to: '.',
      search: previous => ({ ...previous, sandbox: chosen === MAIN_SANDBOX ? undefined : chosen }),
    })
  return (
    <MenuTrigger>
      <AriaButton className={cx(css['switch'], sandbox !== MAIN_SANDBOX && css['other'])}>
        <span className={css['names']}>
          {name} <small>/ {sandbox}</small>
          <span className="visually-hidden">: change the organisation or sandbox</span>
        </span>
        <span className={css['initial']} aria-hidden="true">
          {name.slice(0, 1).toUpperCase()}
        </span>
        <Icon name="down" size={14} />
      </AriaButton>
      <Menu>
        <MenuSection title="Organisation">
          {session.orgs.map(({ slug, name: other }) => (
            <MenuItem
              key={slug}
              onAction={() => void navigate({ to: '/o/$org', params: { org: slug }, search: {} })}
            >
              {other}
            </MenuItem>
          ))}
        </MenuSection>
        <MenuSection title="Sandbox">
          {(sandboxes?.items ?? [{ name: sandbox }]).map(item => (
            <MenuItem key={item.name} onAction={() => void chooseSandbox(item.name)}>
              {item.name}
            </MenuItem>
          ))}
        </MenuSection>
      </Menu>
    </MenuTrigger>
  )
}
