import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { path } from '../../api/call.ts'
import { orgQuery, templateQuery } from '../../api/org-queries.ts'
import { Loaded } from '../../kit/states/loaded.tsx'
import { TemplateFrame } from '../../shell/template-frame.tsx'
import { Basics } from './basics.tsx'
import { Goal } from './goal.tsx'
import { Guardrails } from './guardrails.tsx'
import { Learning } from './learning.tsx'
import { Status } from './status.tsx'
import { Windows } from './windows.tsx'
import { WriteBack } from './write-back.tsx'

/** The settings of a template. Each card is saved by itself, with what it changes. */
export function Page() {
  const { org, tpl } = useParams({ from: '/o/$org/templates/$tpl' })
  const template = useQuery(templateQuery(org, tpl))
  const organisation = useQuery(orgQuery(org))
  return (
    <TemplateFrame api={{ path: path`/orgs/${org}/templates/${tpl}` }}>
      <Loaded query={template}>
        {shown => (
          <div className="stack">
            <Status org={org} template={shown} />
            <Basics org={org} template={shown} />
            <Goal org={org} template={shown} />
            {organisation.data && (
              <Windows org={org} template={shown} defaults={organisation.data.attribution} />
            )}
            <Learning org={org} template={shown} />
            <Guardrails org={org} template={shown} />
            <WriteBack org={org} template={shown} />
          </div>
        )}
      </Loaded>
    </TemplateFrame>
  )
}
