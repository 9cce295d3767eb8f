import { Link, useParams } from '@tanstack/react-router'
import { PageHeader } from '../../kit/page/page-header.tsx'
import { Card, Cards } from '../../kit/show/card.tsx'
import css from './administration.module.css'

const SETTINGS = [
  [
    'Org Integration Settings',
    '/o/$org/settings/integrations',
    'Choose the platform, its workspace, paste the key.',
  ],
  ['API Keys', '/o/$org/settings/keys', 'Which programs may call Parley.'],
  ['Organisation', '/o/$org/settings/organisation', 'Name, time zone, currency, which conversions count.'],
  ['Attributes', '/o/$org/settings/attributes', 'Rules for what senders write.'],
  ['Metrics', '/o/$org/settings/metrics', 'What else counts for you besides clicks and conversions.'],
  ['Sandboxes', '/o/$org/settings/sandboxes', 'Environments for templates.'],
  ['Members', '/o/$org/settings/members', 'Who may do what.'],
  ['Sign-in', '/o/$org/settings/sign-in', 'Passwords and single sign-on.'],
  ['Audit', '/o/$org/settings/audit', 'Who changed what.'],
  ['Data', '/o/$org/settings/data', 'Retention, export, erasure, backup.'],
] as const

const CHANNELS = [
  [
    'Feedback webhook settings',
    '/o/$org/admin/channels/feedback-webhooks',
    'Tell another system what became of each message.',
  ],
  ['Deliveries and transports', '/o/$org/deliveries', 'Messages that Parley sends itself.'],
] as const

interface WaysProps {
  readonly org: string
  readonly ways: readonly (typeof SETTINGS | typeof CHANNELS)[number][]
}

const Ways = ({ org, ways }: WaysProps) => (
  <ul className={css['ways']}>
    {ways.map(([label, to, what]) => (
      <li key={to}>
        <Link to={to} params={{ org }}>
          {label}
        </Link>
        <span className="meta">{what}</span>
      </li>
    ))}
  </ul>
)

/** The way to everything that is set once. */
export function Page() {
  const { org } = useParams({ from: '/o/$org' })
  return (
    <div className="stack">
      <PageHeader title="Administration" sub="What is set once, and who may do what." />
      <Cards min={300}>
        <Card title="Channels">
          <Ways org={org} ways={CHANNELS} />
        </Card>
        <Card title="Settings">
          <Ways org={org} ways={SETTINGS} />
        </Card>
      </Cards>
    </div>
  )
}
