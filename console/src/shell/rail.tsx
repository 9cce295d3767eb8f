import { useQuery } from '@tanstack/react-query'
import type { Session } from '../api/session.ts'
import { openRecommendationsQuery } from '../api/shell-queries.ts'
import { Help } from './help.tsx'
import { Nav } from './nav.tsx'
import { OrgSwitch } from './org-switch.tsx'
import css from './rail.module.css'

export const Brand = () => (
  <div className={css['brand']}>
    <svg width="20" height="20" viewBox="0 0 20 20" aria-hidden="true">
      <rect x="3" y="3" width="9" height="4" rx="2" className={css['first']} />
      <rect x="2" y="8" width="16" height="4" rx="2" className={css['second']} />
      <rect x="5" y="13" width="7" height="4" rx="2" className={css['third']} />
    </svg>
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
    <RailContent {...props} />
  </aside>
)
