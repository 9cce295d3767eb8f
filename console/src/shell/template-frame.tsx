import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { templateQuery } from '../api/org-queries.ts'
import type { ShownCall } from '../kit/page/api-call.tsx'
import type { ExportFile } from '../kit/page/export.tsx'
import { PageHeader } from '../kit/page/page-header.tsx'
import { Tab, Tabs } from '../kit/page/tabs.tsx'
import { Chip, type Tone } from '../kit/show/chip.tsx'

interface Props {
  /** Instead of the template's name. */
  readonly title?: string
  /** Beside the status, such as channel and goal. */
  readonly about?: ReactNode
  readonly sub?: ReactNode
  readonly actions?: ReactNode
  readonly exports?: readonly ExportFile[]
  readonly api?: ShownCall
  readonly children?: ReactNode
}

const STATUS: Readonly<Record<string, { readonly tone: Tone; readonly text: string }>> = {
  draft: { tone: 'plain', text: 'Draft' },
  active: { tone: 'positive', text: 'Active' },
  shipped: { tone: 'accent', text: 'Shipped' },
  archived: { tone: 'plain', text: 'Archived' },
}

/** The head and the tabs of a template. Each tab is a page, and stands within it. */
export function TemplateFrame({ title, about, sub, actions, exports, api, children }: Props) {
  const { org, tpl } = useParams({ from: '/o/$org/templates/$tpl' })
  const { data: template } = useQuery(templateQuery(org, tpl))
  const status = STATUS[template?.status ?? '']
  const params = { org, tpl }
  return (
    <>
      <PageHeader
        title={title ?? template?.name ?? tpl}
        meta={
          <>
            {status && <Chip tone={status.tone}>{status.text}</Chip>}
            {about !== undefined && <span className="meta">{about}</span>}
          </>
        }
        sub={sub}
        actions={actions}
        {...(exports && { exports })}
        {...(api && { api })}
      />
      <Tabs label="Template">
        <Tab to="/o/$org/templates/$tpl/results" params={params}>
          Results
        </Tab>
        <Tab to="/o/$org/templates/$tpl/variants" params={params}>
          Variants
        </Tab>
        <Tab to="/o/$org/templates/$tpl/diagnostics" params={params}>
          Diagnostics
        </Tab>
        <Tab to="/o/$org/templates/$tpl/integration" params={params}>
          Integration
        </Tab>
        <Tab to="/o/$org/templates/$tpl/settings" params={params}>
          Settings
        </Tab>
        <Tab to="/o/$org/templates/$tpl/activity" params={params}>
          Activity
        </Tab>
      </Tabs>
      {children}
    </>
  )
}
