import { useParams } from '@tanstack/react-router'
import { addressOf, path } from '../../api/call.ts'
import { AuditLog } from '../../kit/audit/audit-log.tsx'
import { LinkButton } from '../../kit/controls/link-button.tsx'
import { Empty } from '../../kit/states/empty.tsx'
import { TemplateFrame } from '../../shell/template-frame.tsx'

/** Who changed this template and its wordings. */
export function Page() {
  const { org, tpl } = useParams({ from: '/o/$org/templates/$tpl' })
  const query = { template: tpl }
  return (
    <TemplateFrame
      sub="Every change of this template and of its wordings."
      exports={[{ label: 'activity (CSV)', href: addressOf(path`/orgs/${org}/audit.csv`, query) }]}
      api={{ path: path`/orgs/${org}/audit`, query }}
    >
      <AuditLog
        org={org}
        filter={query}
        caption={`Activity of ${tpl}`}
        empty={
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
        }
      />
    </TemplateFrame>
  )
}
