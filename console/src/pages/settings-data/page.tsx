import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { addressOf, path } from '../../api/call.ts'
import { orgQuery } from '../../api/org-queries.ts'
import { LinkButton } from '../../kit/controls/link-button.tsx'
import { PageHeader } from '../../kit/page/page-header.tsx'
import { Card } from '../../kit/show/card.tsx'
import { Snippet } from '../../kit/show/snippet.tsx'
import { Loaded } from '../../kit/states/loaded.tsx'
import { Limits } from './limits.tsx'
import { limitsQuery, usageQuery } from './queries.ts'
import { Retention } from './retention.tsx'
import { Stored } from './stored.tsx'

const LISTS = {
  requests: 'Webhook calls',
  deliveries: 'Deliveries',
  recommendations: 'Recommendations',
  audit: 'Audit log',
}

/** What is stored, for how long, and who sees it. */
export function Page() {
  const { org } = useParams({ from: '/o/$org' })
  const usage = useQuery(usageQuery(org))
  const organisation = useQuery(orgQuery(org))
  const limits = useQuery(limitsQuery(org))
  const files = Object.entries(LISTS).map(([list, label]) => ({
    label: `${label} (CSV)`,
    href: addressOf(`${path`/orgs/${org}`}/${list}.csv`),
  }))
  return (
    <div className="stack">
      <PageHeader
        title="Data"
        sub="What Parley stores of people and messages, for how long, and who sees it."
        exports={files}
        api={{ path: path`/orgs/${org}/usage` }}
      />
      <Loaded query={organisation}>
        {({ retention }) => <Retention org={org} kept={retention} usage={usage.data} />}
      </Loaded>
      <Loaded query={usage}>{shown => <Stored usage={shown} />}</Loaded>
      <Loaded query={limits}>{shown => <Limits shown={shown} />}</Loaded>
      <Card title="Masking">
        <p className="sub">
          Viewers and editors see people masked, such as <code>ma••@ex••.com</code>. Engineers and admins see
          them, and each look is in the <a href={`/o/${org}/settings/audit?object=person`}>audit log</a>.
          Secrets are never shown, to nobody.
        </p>
      </Card>
      <Card
        title="Erase a person"
        actions={
          <LinkButton to="/o/$org/people" params={{ org }}>
            Find the person
          </LinkButton>
        }
      >
        <p className="sub">
          Find the person under People. Erasing removes names, addresses and raw calls; counts of templates
          stay. A platform can ask for it too.
        </p>
      </Card>
      <Card title="Back up">
        <div className="stack">
          <p className="sub">
            On PostgreSQL, back the database up as usual. With the embedded database, stop Parley and copy its
            data folder, which also holds the key of stored credentials.
          </p>
          <Snippet label="PostgreSQL" text={'pg_dump --format=custom --file=parley.dump "$DATABASE_URL"'} />
          <Snippet
            label="Embedded, after Parley has stopped"
            text={'tar -czf parley-data.tar.gz "$PARLEY_DATA_DIR"'}
          />
        </div>
      </Card>
    </div>
  )
}
