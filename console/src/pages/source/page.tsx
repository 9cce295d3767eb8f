import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { path } from '../../api/call.ts'
import { platformQuery } from '../../api/platform-queries.ts'
import { LinkButton } from '../../kit/controls/link-button.tsx'
import { PageHeader } from '../../kit/page/page-header.tsx'
import { Card, Columns } from '../../kit/show/card.tsx'
import { Chip } from '../../kit/show/chip.tsx'
import { Snippet } from '../../kit/show/snippet.tsx'
import { Loaded } from '../../kit/states/loaded.tsx'
import { SendSample } from '../../parts/send-sample.tsx'
import { ProfileWrites } from '../../shell/platforms/profile-writes.tsx'
import { badgeInWords, HEALTH_TONES, usualInWords } from '../../words/sources.ts'
import { ExpectedNames } from './expected-names.tsx'
import { LastDay } from './figures.tsx'
import css from './source.module.css'

/** One source: how it does, what it should report, and what Parley writes into its profiles. */
export function Page() {
  const { org, source } = useParams({ from: '/o/$org/sources/$source' })
  const query = useQuery({ ...platformQuery(org, source), refetchInterval: 15_000 })
  const platform = query.data
  return (
    <>
      <PageHeader
        title={platform?.name ?? source}
        meta={
          platform && (
            <Chip tone={HEALTH_TONES[platform.health.status]}>
              {badgeInWords(platform.health, Date.now())}
            </Chip>
          )
        }
        {...(platform && { sub: platform.health.message })}
        api={{ path: path`/orgs/${org}/platforms/${source}` }}
        actions={
          platform && (
            <>
              <SendSample platform={{ slug: source, name: platform.name }} />
              <LinkButton to="/o/$org/events" params={{ org }} search={{ platform: source }}>
                See its calls
              </LinkButton>
            </>
          )
        }
      />
      <Loaded query={query}>
        {shown => (
          <Columns
            side={
              <>
                <Card title="Address">
                  <Snippet label="Webhook address" text={shown.endpoint_url} />
                </Card>
                <Card title="Settings">
                  <div className="stack">
                    <ul className={css['settings']}>
                      {shown.settings.map(({ key, label, is_set, required }) => (
                        <li key={key} className="row between">
                          <span>{label}</span>
                          <Chip tone={is_set ? 'positive' : required ? 'warning' : 'plain'}>
                            {is_set ? 'set' : required ? 'missing' : 'not set'}
                          </Chip>
                        </li>
                      ))}
                      {shown.settings.length === 0 && <li className="sub">None. Its calls carry a key.</li>}
                    </ul>
                    <LinkButton
                      size="small"
                      to="/o/$org/settings/integrations"
                      params={{ org }}
                      search={{ platform: source }}
                    >
                      Change the settings
                    </LinkButton>
                  </div>
                </Card>
              </>
            }
          >
            <LastDay health={shown.health} usual={usualInWords(shown.health.usual)} />
            <ExpectedNames org={org} platform={shown} />
            {shown.integration.some(({ key }) => key === 'write_back') && <ProfileWrites platform={source} />}
          </Columns>
        )}
      </Loaded>
    </>
  )
}
