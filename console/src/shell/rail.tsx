import { useQuery } from '@tanstack/react-query'
import type { Session } from '../api/session.ts'
import { openRecommendationsQuery } from '../api/shell-queries.ts'
import { Logo } from '../kit/logo.tsx'
import { Help } from './help.tsx'
import { Nav } from './nav.tsx'
import { OrgSwitch } from './org-switch.tsx'
import css from './rail.module.css'

export const Brand = () => (
  <div className={css['brand']}>
    <Logo />
    <span className={css['name']}>Parley</span>
  </div>
)

interface Props {
  readonly org: string
  readonly session: Session
}

/** The organisation, its pages, and Help. */
export function RailContent({ org, session }: Props) {
  const { data: recommendations } = useQuery(openRecommendationsQuery(org))
  return (
    <>
      <Brand />
      <OrgSwitch org={org} session={session} />
      <Nav org={org} recommendations={recommendations} />
      <div className={css['foot']}>
        <Help org={org} />
      </div>
    </>
  )
}

/** The left edge: 228 px, only pictures under 1100 px, and a sheet of the top bar under 720 px. */
export const Rail = (props: Props) => (
  <aside className={css['rail']} aria-label="Organisation and its pages">
    <div className={css['content']}>
      <RailContent {...props} />
    </div>
  </aside>
)
