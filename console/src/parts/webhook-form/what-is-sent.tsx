import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { Button } from '../../kit/controls/button.tsx'
import { Segmented } from '../../kit/controls/segmented.tsx'
import { TextArea } from '../../kit/controls/text-field.tsx'
import { Card } from '../../kit/show/card.tsx'
import { Loaded } from '../../kit/states/loaded.tsx'
import { JsonText } from '../json-text.tsx'
import { useSettled } from '../use-settled.ts'
import type { Draft } from './draft.ts'
import css from './form.module.css'
import { previewQuery } from './preview-query.ts'

const OUTCOMES = [
  { value: 'sent', label: 'Sent' },
  { value: 'delivered', label: 'Delivered' },
  { value: 'bounce', label: 'Bounce' },
  { value: 'error', label: 'Error' },
] as const
export type Outcome = (typeof OUTCOMES)[number]['value']

export interface Example {
  readonly outcome: Outcome
  /** The edited body; undefined: as Parley builds it. */
  readonly text: string | undefined
}

interface Props {
  readonly draft: Draft
  readonly example: Example
  readonly onExample: (example: Example) => void
  readonly isSending: boolean
  readonly onSend: () => void
}

/** The exact body for each outcome, to be edited and sent. */
export function WhatIsSent(props: Props) {
  const { draft, example, onExample } = props
  const { org = '' } = useParams({ strict: false })
  const { sandbox, channels, imsOrg, sandboxId } = useSettled(draft)
  const query = useQuery(
    previewQuery(org, {
      sandbox,
      channel: channels[0] ?? 'email',
      ims_org: imsOrg.trim() || null,
      sandbox_id: sandboxId.trim() || null,
    }),
  )
  return (
    <Card
      title="What will be sent"
      actions={
        <Segmented
          label="Outcome"
          value={example.outcome}
          onChange={outcome => onExample({ outcome, text: undefined })}
          options={OUTCOMES}
        />
      }
    >
      <Loaded query={query}>{({ bodies }) => <Body {...props} built={bodies[example.outcome]} />}</Loaded>
    </Card>
  )
}

function Body({ draft, example, onExample, isSending, onSend, built }: Props & { readonly built: unknown }) {
  const [isEditing, setEditing] = useState(false)
  const { outcome, text } = example
  const isWrong = text !== undefined && !isObject(text)
  return (
    <div className="stack">
      {isEditing ? (
        <TextArea
          label="Body of the test"
          isCode
          rows={16}
          value={text ?? JSON.stringify(built, null, 2)}
          onChange={given => onExample({ outcome, text: given })}
          error={isWrong ? 'This is no JSON object.' : undefined}
        />
      ) : (
        <JsonText label="Body" value={text === undefined || isWrong ? built : JSON.parse(text)} />
      )}
      <div className={css['end']}>
        <span className="meta">Nothing is saved or tried again by a test.</span>
        <span className="row">
          <Button size="small" kind="quiet" onPress={() => setEditing(!isEditing)}>
            {isEditing ? 'Done' : 'Edit the example'}
          </Button>
          <Button
            kind="primary"
            needs="operate"
            isPending={isSending}
            isDisabled={draft.url.trim() === '' || isWrong}
            onPress={onSend}
          >
            {isSending ? 'Sending …' : 'Send test'}
          </Button>
        </span>
      </div>
    </div>
  )
}

/** Whether a text is a JSON object: what a receiver can get. */
export function isObject(text: string): boolean {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value)
  } catch {
    return false
  }
}
