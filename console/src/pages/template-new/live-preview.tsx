import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { orgQuery } from '../../api/org-queries.ts'
import { Card } from '../../kit/show/card.tsx'
import { Loaded } from '../../kit/states/loaded.tsx'
import { useDebounced } from '../../kit/use-debounced.ts'
import { type Device, MessagePreview } from '../../kit/wording/message-preview.tsx'
import type { Form } from './form.ts'
import { draftPreviewQuery } from './queries.ts'
import css from './template-new.module.css'

const SETTLE_MS = 300

interface Props {
  readonly org: string
  readonly form: Form
  /** The key of the wording. */
  readonly shown: number
}

/** The wording that is being written, as a person would see it. */
export function LivePreview({ org, form, shown }: Props) {
  const [device, setDevice] = useState<Device>('phone')
  const settled = useDebounced(form, SETTLE_MS)
  const wording = settled.wordings.find(({ key }) => key === shown) ?? settled.wordings[0]
  const control = settled.wordings.find(each => each.control)
  const { data: details } = useQuery(orgQuery(org))
  const preview = useQuery(draftPreviewQuery(org, settled, wording?.vars ?? {}, device !== 'plain'))
  const today = useQuery(draftPreviewQuery(org, settled, control?.vars ?? {}, false))
  return (
    <div className={css['side']}>
      <Card title={`Preview: ${wording?.name ?? ''}`}>
        <div className="stack">
          <Loaded query={preview} needs="edit">
            {shownPreview => (
              <MessagePreview
                channel={settled.channel}
                variables={settled.variables}
                preview={shownPreview}
                control={wording?.control ? undefined : today.data?.rendered}
                from={details?.name ?? org}
                device={device}
                onDevice={setDevice}
              />
            )}
          </Loaded>
          <p className="note meta">
            As Maya in Berlin would see it: first_name, name and city are filled in. Once somebody has asked
            for the template, the preview uses the fields of real calls.
          </p>
        </div>
      </Card>
    </div>
  )
}
