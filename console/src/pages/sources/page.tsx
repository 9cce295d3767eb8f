import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { path } from '../../api/call.ts'
import { platformHealthQuery } from '../../api/platform-health.ts'
import { LinkButton } from '../../kit/controls/link-button.tsx'
import { PageHeader } from '../../kit/page/page-header.tsx'
import { Cards } from '../../kit/show/card.tsx'
import { Empty } from '../../kit/states/empty.tsx'
import { Loaded } from '../../kit/states/loaded.tsx'
import { ProfileWrites } from '../../shell/platforms/profile-writes.tsx'
import { useSourcesInWords } from '../../shell/use-sources-in-words.ts'
import { SourceCard } from './source-card.tsx'
import css from './sources.module.css'
import { Warehouse } from './warehouse.tsx'

/** Is everything talking to us? */
export function Page() {
  const { org } = useParams({ from: '/o/$org' })
  const query = useQuery({ ...platformHealthQuery(org), refetchInterval: 15_000 })
  const known = useSourcesInWords(org)
  return (
    <>
      <PageHeader
        title="Sources"
        sub="What reports to Parley, and how it does."
        api={{ path: path`/orgs/${org}/platforms/health` }}
        actions={
          <LinkButton to="/o/$org/settings/integrations" params={{ org }}>
            Connect a platform
          </LinkButton>
        }
      />
      <Loaded query={query}>
        {({ items }) => {
          const used = items.filter(
            ({ health, configured, slug }) =>
              health.status !== 'never-seen' || (configured && slug !== 'events' && health.refused_24h > 0),
          )
          const others = items.filter(item => !used.includes(item))
          return (
            <div className="stack">
              {known && <p className="say">{known.text}</p>}
              {used.length === 0 && (
                <Empty
                  title="Nothing has reported yet"
                  action={
                    <LinkButton kind="primary" to="/o/$org/settings/integrations" params={{ org }}>
                      Choose a platform
                    </LinkButton>
                  }
                >
                  Your messaging platforms and your own backend report here what became of messages.
                </Empty>
              )}
              {used.length > 0 && (
                <Cards min={320}>
                  {used.map(item => (
                    <SourceCard key={item.slug} org={org} item={item} />
                  ))}
                </Cards>
              )}
              <Warehouse org={org} />
              <ProfileWrites isQuiet />
              {others.length > 0 && (
                <section className="stack">
                  <h2>{used.length === 0 ? 'Platforms' : 'Others'}</h2>
                  <ul className={css['others']}>
                    {others.map(({ slug, name }) => (
                      <li key={slug}>
                        <LinkButton size="small" to="/o/$org/sources/$source" params={{ org, source: slug }}>
                          {name}
                        </LinkButton>
                      </li>
                    ))}
                  </ul>
                </section>
              )}
            </div>
          )
        }}
      </Loaded>
    </>
  )
}
