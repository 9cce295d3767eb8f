import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { path } from '../../api/call.ts'
import { orgQuery } from '../../api/org-queries.ts'
import { Loaded } from '../../kit/states/loaded.tsx'
import { TemplateFrame } from '../../shell/template-frame.tsx'
import { Basics } from './basics.tsx'
import { EditingContext, type Version, versionQuery } from './editing.tsx'
import { Feedback } from './feedback.tsx'
import { Goal } from './goal.tsx'
import { Guardrails } from './guardrails.tsx'
import { Learning } from './learning.tsx'
import { Status } from './status.tsx'
import { Windows } from './windows.tsx'
import { WriteBack } from './write-back.tsx'

/** The settings of a template. Each card is saved by itself, with what it changes. */
export function Page() {
  const { org, tpl } = useParams({ from: '/o/$org/templates/$tpl' })
  const version = useQuery(versionQuery(org, tpl))
  return (
    <TemplateFrame api={{ path: path`/orgs/${org}/templates/${tpl}` }}>
      <Loaded query={version}>{first => <Forms key={tpl} org={org} first={first} />}</Loaded>
    </TemplateFrame>
  )
}

/** They show the version that was first read: a form does not change while somebody writes in it. */
function Forms({ org, first }: { readonly org: string; readonly first: Version }) {
  const organisation = useQuery(orgQuery(org))
  const [version, accept] = useState(first)
  const [round, setRound] = useState(0)
  const show = (fresh: Version) => {
    accept(fresh)
    setRound(round + 1)
  }
  const template = version.answer
  return (
    <EditingContext value={{ version, accept, show }}>
      <div className="stack" key={round}>
        <Status org={org} template={template} />
        <Basics org={org} template={template} />
        <Goal org={org} template={template} />
        {organisation.data && (
          <Windows org={org} template={template} defaults={organisation.data.attribution} />
        )}
        <Learning org={org} template={template} />
        <Guardrails org={org} template={template} />
        <WriteBack org={org} template={template} />
        <Feedback org={org} template={template} />
      </div>
    </EditingContext>
  )
}
