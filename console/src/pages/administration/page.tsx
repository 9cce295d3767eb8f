import { Link, useParams } from '@tanstack/react-router'
import { PageHeader } from '../../kit/page/page-header.tsx'
import { Card, Cards } from '../../kit/show/card.tsx'

const SETTINGS = [
  [
    'Org Integration Settings',
    '/o/$org/settings/integrations',
    'Choose the platform, its workspace, paste the key.',
  ],
  ['API Keys', '/o/$org/settings/keys', 'Which programs may call Parley.'],
  ['Organisation', '/o/$org/settings/organisation', 'Name, time zone, currency, which conversions count.'],
  ['Attributes', '/o/$org/settings/attributes', 'Rules for what senders write.'],
  ['Sandboxes', '/o/$org/settings/sandboxes', 'Environments for templates.'],
  ['Members', '/o/$org/settings/members', 'Who may do what.'],
  ['Sign-in', '/o/$org/settings/sign-in', 'Passwords and single sign-on.'],
  ['Audit', '/o/$org/settings/audit', 'Who changed what.'],
  ['Data', '/o/$org/settings/data', 'Retention, export, erasure, backup.'],
] as const

/** The way to everything that is set once. */
export function Page() {
  const { org } = useParams({ from: '/o/$org' })
  return (
    <div className="stack">
      <PageHeader title="Administration" sub="What is set once, and who may do what." />
      <Cards min={300}>
        <Card title="Channels">
          <p>
            <Link to="/o/$org/admin/channels/feedback-webhooks" params={{ org }}>
              Feedback webhook settings
            </Link>
          </p>
          <p className="meta">Tell another system what became of each message.</p>
          <p>
            <Link to="/o/$org/deliveries" params={{ org }}>
              Deliveries and transports
            </Link>
          </p>
          <p className="meta">Messages that Parley sends itself.</p>
        </Card>
        <Card title="Settings">
          <ul className="prose">
            {SETTINGS.map(([label, to, what]) => (
              <li key={to}>
                <Link to={to} params={{ org }}>
                  {label}
                </Link>{' '}
                <span className="meta">{what}</span>
              </li>
            ))}
          </ul>
        </Card>
      </Cards>
    </div>
  )
}
