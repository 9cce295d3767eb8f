import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { path } from '../../api/call.ts'
import { platformHealthQuery } from '../../api/platform-health.ts'
import { RadioGroup } from '../../kit/controls/radio-group.tsx'
import { PageHeader } from '../../kit/page/page-header.tsx'
import { Loaded } from '../../kit/states/loaded.tsx'
import { HEALTH_WORDS } from '../../words/sources.ts'
import { Platform } from './platform.tsx'

/** Org Integration Settings: choose the platform, paste the key of its workspace, save, verify. */
export function Page() {
  const { org } = useParams({ from: '/o/$org' })
  const { platform } = useSearch({ from: '/o/$org/settings/integrations' })
  const navigate = useNavigate({ from: '/o/$org/settings/integrations' })
  const query = useQuery(platformHealthQuery(org))
  return (
    <div className="stack">
      <PageHeader
        title="Integrations"
        sub="Org Integration Settings: choose the platform, paste the key of its workspace, save, and verify. Every template uses them."
        api={{ path: path`/orgs/${org}/platforms/health` }}
      />
      <Loaded query={query}>
        {({ items }) => {
          const chosen = items.find(({ slug }) => slug === platform)
          return (
            <>
              <RadioGroup
                label="Choose the platform"
                look="cards"
                value={chosen?.slug ?? null}
                onChange={slug => void navigate({ search: { platform: slug } })}
                options={items.map(({ slug, name, configured, health }) => ({
                  value: slug,
                  label: name,
                  help: `${HEALTH_WORDS[health.status]}${configured ? '' : ', settings missing'}`,
                }))}
              />
              {chosen ? (
                <Platform key={chosen.slug} org={org} slug={chosen.slug} />
              ) : (
                <p className="sub">
                  Nothing here is needed to look around:{' '}
                  <Link to="/o/$org" params={{ org }}>
                    go to Home
                  </Link>
                  .
                </p>
              )}
            </>
          )
        }}
      </Loaded>
    </div>
  )
}
