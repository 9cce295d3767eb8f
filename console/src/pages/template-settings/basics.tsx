import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { sandboxesQuery } from '../../api/org-queries.ts'
import { Select } from '../../kit/controls/select.tsx'
import { TextField } from '../../kit/controls/text-field.tsx'
import { Cards } from '../../kit/show/card.tsx'
import { CHANNELS } from '../../words/channels.ts'
import { type OfTemplate, SaveCard } from './save-card.tsx'

/** What the template is. */
export function Basics({ org, template }: OfTemplate) {
  const [name, setName] = useState(template.name)
  const [channel, setChannel] = useState(template.channel)
  const [sandbox, setSandbox] = useState(template.sandbox)
  const { data: sandboxes } = useQuery(sandboxesQuery(org))
  const names = sandboxes?.items.map(each => each.name) ?? [template.sandbox]
  const isSame = name === template.name && channel === template.channel && sandbox === template.sandbox
  return (
    <SaveCard
      org={org}
      template={template}
      title="Name and place"
      patch={isSame || name.trim() === '' ? null : { name, channel, sandbox }}
    >
      {problem => (
        <Cards min={200}>
          <TextField
            label="Name"
            help={
              <>
                Id in calls: <code>{template.id}</code>. It stays.
              </>
            }
            value={name}
            onChange={setName}
            error={problem?.of('/name')}
          />
          <Select label="Channel" options={CHANNELS} value={channel} onChange={setChannel} />
          <Select
            label="Sandbox"
            options={names.map(value => ({ value, label: value }))}
            value={sandbox}
            onChange={setSandbox}
            error={problem?.of('/sandbox')}
          />
        </Cards>
      )}
    </SaveCard>
  )
}
