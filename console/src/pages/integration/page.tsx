import { useQuery } from '@tanstack/react-query'
import { useParams, useSearch } from '@tanstack/react-router'
import { templateQuery } from '../../api/org-queries.ts'
import { platformHealthQuery } from '../../api/platform-health.ts'
import { Loaded } from '../../kit/states/loaded.tsx'
import { TemplateFrame } from '../../shell/template-frame.tsx'
import { platformOf } from './choose-platform.ts'
import { Connect } from './connect.tsx'

/** How a template is connected to a platform, and whether it works. */
export function Page() {
  const { org, tpl } = useParams({ from: '/o/$org/templates/$tpl' })
  const { platform } = useSearch({ from: '/o/$org/templates/$tpl/integration' })
  const template = useQuery(templateQuery(org, tpl))
  const health = useQuery(platformHealthQuery(org))
  if (!template.data || !health.data)
    return (
      <TemplateFrame>
        {template.data ? (
          <Loaded query={health}>{() => null}</Loaded>
        ) : (
          <Loaded query={template}>{() => null}</Loaded>
        )}
      </TemplateFrame>
    )
  const chosen = platformOf(platform, template.data.integration, health.data.items)
  return (
    <Connect key={chosen.slug} template={template.data} platform={chosen} platforms={health.data.items} />
  )
}
