import { Outlet, useParams } from '@tanstack/react-router'
import { SideNav, SideNavLink, WithSideNav } from '../kit/page/side-nav.tsx'

/** The settings: their list at the left, the open one beside it. */
export function SettingsFrame() {
  const { org } = useParams({ from: '/o/$org' })
  const params = { org }
  return (
    <WithSideNav
      nav={
        <SideNav label="Settings">
          <SideNavLink to="/o/$org/settings/organisation" params={params}>
            Organisation
          </SideNavLink>
          <SideNavLink to="/o/$org/settings/integrations" params={params}>
            Integrations
          </SideNavLink>
          <SideNavLink to="/o/$org/settings/sandboxes" params={params}>
            Sandboxes
          </SideNavLink>
          <SideNavLink to="/o/$org/settings/attributes" params={params}>
            Attributes
          </SideNavLink>
          <SideNavLink to="/o/$org/settings/metrics" params={params}>
            Metrics
          </SideNavLink>
          <SideNavLink to="/o/$org/settings/keys" params={params}>
            API Keys
          </SideNavLink>
          <SideNavLink to="/o/$org/settings/members" params={params}>
            Members
          </SideNavLink>
          <SideNavLink to="/o/$org/settings/sign-in" params={params}>
            Sign-in
          </SideNavLink>
          <SideNavLink to="/o/$org/settings/audit" params={params}>
            Audit
          </SideNavLink>
          <SideNavLink to="/o/$org/settings/data" params={params}>
            Data
          </SideNavLink>
        </SideNav>
      }
    >
      <Outlet />
    </WithSideNav>
  )
}
