import { Link, useParams } from '@tanstack/react-router'
import type { WebhookView } from '../../../../../src/features/feedback/schema.ts'
import { Age } from '../../../kit/show/age.tsx'
import { Card, Columns } from '../../../kit/show/card.tsx'
import { Num } from '../../../kit/show/num.tsx'
import { When } from '../../../kit/show/when.tsx'
import { Verify } from '../../../parts/webhook-form/verify.tsx'
import { PauseOrDelete } from '../pause-or-delete.tsx'
import { Secret } from '../secret.tsx'
import css from './tabs.module.css'
import { TestNow } from './test-now.tsx'

const AUTHENTICATION = {
  none: 'No Authentication',
  jwt: 'JWT Authentication, signed by Parley',
  client_credentials: 'JWT Authentication, from a token endpoint',
} as const
const CHANNELS = { email: 'Email', sms: 'SMS' } as const

/** Health, a test, the secret, and how to verify. */
export const Overview = ({ webhook }: { readonly webhook: WebhookView }) => (
  <Columns
    side={
      <>
        <Secret webhook={webhook} />
        <PauseOrDelete webhook={webhook} />
      </>
    }
  >
    <Health webhook={webhook} />
    <Settings webhook={webhook} />
    <TestNow webhook={webhook} />
    <Card title="Verify deliveries">
      <Verify />
    </Card>
  </Columns>
)

function Health({ webhook }: { readonly webhook: WebhookView }) {
  const { org = '' } = useParams({ strict: false })
  const { health } = webhook
  const count = (state: 'waiting' | 'failed', text: string) => (
    <Link
      to="/o/$org/admin/channels/feedback-webhooks/$webhook"
      params={{ org, webhook: webhook.id }}
      search={{ tab: 'deliveries', state }}
    >
      <Num value={health[state]} /> {text}
    </Link>
  )
  return (
    <Card title="Health">
      <p className="say">{health.message}</p>
      <p className="row">
        {count('waiting', health.waiting === 1 ? 'delivery waits' : 'deliveries wait')}
        {count('failed', health.failed === 1 ? 'delivery was given up' : 'deliveries were given up')}
        <span className="sub">
          Last accepted: {health.last_success_at ? <Age at={health.last_success_at} /> : 'never'}
        </span>
      </p>
    </Card>
  )
}

const Settings = ({ webhook }: { readonly webhook: WebhookView }) => (
  <Card title="Basic Configuration">
    <dl className={css['facts']}>
      <dt>Webhook URL</dt>
      <dd>
        <code>{webhook.url}</code>
      </dd>
      <dt>Channels</dt>
      <dd>{webhook.channels.map(each => CHANNELS[each]).join(', ')}</dd>
      <dt>Authentication</dt>
      <dd>{AUTHENTICATION[webhook.authentication.type]}</dd>
      <dt>Header Parameters</dt>
      <dd>
        {webhook.headers.length === 0
          ? 'None'
          : webhook.headers.map(({ name, value }) => (
              <div key={name}>
                <code>
                  {name}: {value ?? '••••••••'}
                </code>
              </div>
            ))}
      </dd>
      <dt>Templates</dt>
      <dd>{webhook.templates === 'all' ? 'All of the sandbox' : webhook.templates.join(', ')}</dd>
      <dt>Last change</dt>
      <dd>
        <When at={webhook.updated_at} />
      </dd>
    </dl>
  </Card>
)
