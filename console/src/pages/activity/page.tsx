import { useInfiniteQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { auditQuery } from '../../api/audit-queries.ts'
import { addressOf, path } from '../../api/call.ts'
import { AuditTable } from '../../kit/audit/audit-table.tsx'
import { LinkButton } from '../../kit/controls/link-button.tsx'
import { Empty } from '../../kit/states/empty.tsx'
import { Loaded } from '../../kit/states/loaded.tsx'
import { LoadMore } from '../../kit/table/load-more.tsx'
import { TemplateFrame } from '../../shell/template-frame.tsx'

/** Who changed this template and its wordings. */
export function Page() {
  const { org, tpl } = useParams({ from: '/o/$org/templates/$tpl' })
  const log = useInfiniteQuery(auditQuery(org, { template: tpl }))
  const query = { template: tpl }
  return (
    <TemplateFrame
      sub="Every change of this template and of its wordings."
      exports={[{ label: 'activity (CSV)', href: addressOf(path`/orgs/${org}/audit.csv`, query) }]}
      api={{ path: path`/orgs/${org}/audit`, query }}
    >
      <Loaded query={log}>
        {({ pages }) => {
          const entries = pages.flatMap(({ items }) => items)
          if (entries.length === 0)
            return (
              <Empty
                title="Nobody has changed this template yet"
                action={
                  <LinkButton to="/o/$org/templates/$tpl/settings" params={{ org, tpl }}>
                    Open its settings
                  </LinkButton>
                }
              >
                Changes of its settings, its wordings and its traffic appear here, with who made them.
              </Empty>
            )
          return (
            <AuditTable
              caption={`Activity of ${tpl}`}
              entries={entries}
              foot={
                <LoadMore
                  shown={entries.length}
                  unit="changes"
                  hasMore={log.hasNextPage}
                  isLoading={log.isFetchingNextPage}
                  onMore={() => void log.fetchNextPage()}
                />
              }
            />
          )
        }}
      </Loaded>
    </TemplateFrame>
  )
}
