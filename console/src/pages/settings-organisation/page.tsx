import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { path } from '../../api/call.ts'
import { orgQuery } from '../../api/org-queries.ts'
import { PageHeader } from '../../kit/page/page-header.tsx'
import { Loaded } from '../../kit/states/loaded.tsx'
import { Address } from './address.tsx'
import { Counting } from './counting.tsx'
import { Names } from './names.tsx'
import { PublicUrl } from './public-url.tsx'

/** What holds for the whole organisation. */
export function Page() {
  const { org } = useParams({ from: '/o/$org' })
  const organisation = useQuery(orgQuery(org))
  return (
    <div className="stack">
      <PageHeader
        title="Organisation"
        sub="What holds for all templates, unless a template says otherwise."
        api={{ path: path`/orgs/${org}` }}
      />
      <Loaded query={organisation}>
        {settings => (
          <>
            <Names org={org} settings={settings} />
            <Counting org={org} settings={settings} />
            <Address org={org} slug={settings.slug} />
            <PublicUrl org={org} />
          </>
        )}
      </Loaded>
    </div>
  )
}
