import { createLink, Link } from '@tanstack/react-router'
import type { ComponentProps, ReactNode } from 'react'
import { cx } from '../kit/cx.ts'
import { Icon, type IconName } from '../kit/icon.tsx'
import css from './nav.module.css'

interface ItemProps extends ComponentProps<'a'> {
  readonly icon: IconName
  readonly label: string
  readonly count?: number | undefined
}

const Anchor = ({ icon, label, count = 0, className, ...props }: ItemProps) => (
  <a {...props} className={cx(css['item'], className)} title={label}>
    <Icon name={icon} />
    <span className={css['label']}>{label}</span>
    {count > 0 && <span className={css['count']}>{count}</span>}
  </a>
)

const Item = createLink(Anchor)

const Group = ({ title, children }: { readonly title: ReactNode; readonly children: ReactNode }) => (
  <>
    <div className={css['group']}>{title}</div>
    {children}
  </>
)

/** The pages of an organisation, in the rail and in the sheet of narrow screens. */
export const Nav = ({
  org,
  recommendations,
}: {
  readonly org: string
  readonly recommendations?: number | undefined
}) => (
  <nav aria-label="Pages" className={css['nav']}>
    <Item
      icon="home"
      label="Home"
      to="/o/$org"
      params={{ org }}
      activeOptions={{ exact: true, includeSearch: false }}
    />
    <Item icon="templates" label="Templates" to="/o/$org/templates" params={{ org }} />
    <Item
      icon="recommendations"
      label="Recommendations"
      to="/o/$org/recommendations"
      params={{ org }}
      count={recommendations}
    />
    <Item icon="playground" label="Playground" to="/o/$org/playground" params={{ org }} />
    <Item icon="plan" label="Plan a launch" to="/o/$org/plan" params={{ org }} />
    <Group title="Data">
      <Item icon="events" label="Events" to="/o/$org/events" params={{ org }} />
      <Item icon="sources" label="Sources" to="/o/$org/sources" params={{ org }} />
      <Item icon="people" label="People" to="/o/$org/people" params={{ org }} />
    </Group>
    <Group title="Outbound">
      <Item icon="deliveries" label="Deliveries" to="/o/$org/deliveries" params={{ org }} />
      <Item icon="exports" label="Daily export" to="/o/$org/exports" params={{ org }} />
    </Group>
    <Group
      title={
        <Link to="/o/$org/admin" params={{ org }} activeOptions={{ exact: true }}>
          Administration
        </Link>
      }
    >
      <Item icon="channels" label="Channels" to="/o/$org/admin/channels/feedback-webhooks" params={{ org }} />
      <Item icon="settings" label="Settings" to="/o/$org/settings" params={{ org }} />
    </Group>
  </nav>
)
