import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { path } from '../../api/call.ts'
import { platformQuery } from '../../api/platform-queries.ts'
import { Card } from '../../kit/show/card.tsx'
import { Chip } from '../../kit/show/chip.tsx'
import { Snippet } from '../../kit/show/snippet.tsx'
import { Loaded } from '../../kit/states/loaded.tsx'
import { PlatformSettingsForm } from '../../shell/platforms/settings-form.tsx'
import { Verify } from '../../shell/platforms/verify.tsx'
import { HEALTH_TONES, HEALTH_WORDS } from '../../words/sources.ts'
import { NamedKeys } from './named-keys.tsx'
import { UsedBy } from './used-by.tsx'

/** The credentials of one platform. */
export function Platform({ org, slug }: { readonly org: string; readonly slug: string }) {
  const query = useQuery(platformQuery(org, slug))
  return (
    <Loaded query={query}>
      {platform => (
        <>
          <Card
            title={platform.name}
            actions={
              <Chip tone={HEALTH_TONES[platform.health.status]}>{HEALTH_WORDS[platform.health.status]}</Chip>
            }
          >
            <div className="stack">
              <p className="sub">{platform.health.message}</p>
              <PlatformSettingsForm platform={platform} />
            </div>
          </Card>
          {platform.settings
            .filter(({ several, name }) => several === true && name === undefined)
            .map(field => (
              <NamedKeys key={field.key} org={org} platform={platform} field={field} />
            ))}
          <Card title="Verify">
            <p className="sub">
              Parley calls {platform.name} with the stored settings and says whether they work.
            </p>
            <Verify at={path`/orgs/${org}/platforms/${platform.slug}`} />
          </Card>
          <Card title="Address for its reports">
            <div className="stack">
              <Snippet label="Webhook address" text={platform.endpoint_url} />
              <p className="sub">
                The steps over there are at each template, under Integration.{' '}
                <Link to="/o/$org/sources/$source" params={{ org, source: slug }}>
                  What has arrived
                </Link>
              </p>
              <UsedBy org={org} slug={slug} />
            </div>
          </Card>
        </>
      )}
    </Loaded>
  )
}
