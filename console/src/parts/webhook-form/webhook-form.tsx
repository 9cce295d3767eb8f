import { useMutation } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { type FormEvent, type ReactNode, useState } from 'react'
import type { WebhookView } from '../../../../src/features/feedback/schema.ts'

import { call, path } from '../../api/call.ts'
import { usePermission } from '../../api/permission.ts'
import { ApiProblem } from '../../api/problem.ts'
import { Button } from '../../kit/controls/button.tsx'
import { Columns } from '../../kit/show/card.tsx'
import { Failed } from '../../kit/states/failed.tsx'
import { useLeaveGuard } from '../use-leave-guard.ts'
import { Authentication } from './authentication.tsx'
import { Basic } from './basic.tsx'
import { type Draft, draftOf, settingsOf } from './draft.ts'
import css from './form.module.css'
import { Headers } from './headers.tsx'
import { LastTest } from './last-test.tsx'
import { More } from './more.tsx'
import type { Tested } from './preview-query.ts'
import { VerifyHelp } from './verify.tsx'
import { type Example, isObject, WhatIsSent } from './what-is-sent.tsx'

interface Props {
  /** The stored webhook; undefined for a new one. */
  readonly webhook?: WebhookView
  readonly sandbox: string
  readonly onSubmit: (body: Record<string, unknown>) => Promise<unknown>
  /** Leads away without saving. */
  readonly cancel: ReactNode
}

/** The form of a feedback webhook, beside what its receiver will get. */
export function WebhookForm({ webhook, sandbox, onSubmit, cancel }: Props) {
  const { org = '' } = useParams({ strict: false })
  const isDisabled = !usePermission('operate')
  const [draft, setDraft] = useState<Draft>(() => draftOf(webhook, sandbox))
  const [example, setExample] = useState<Example>({ outcome: 'bounce', text: undefined })
  const [isDirty, setDirty] = useState(false)
  const change = (given: Partial<Draft>) => {
    setDraft(present => ({ ...present, ...given }))
    setDirty(true)
  }
  const test = useMutation({
    mutationFn: () =>
      call<Tested>('POST', path`/orgs/${org}/feedback-webhooks/test`, {
        body: {
          ...settingsOf(draft),
          sandbox: draft.sandbox,
          feedback: example.outcome,
          ...(webhook === undefined ? {} : { id: webhook.id }),
          ...(example.text !== undefined && isObject(example.text)
            ? { payload: JSON.parse(example.text) }
            : {}),
        },
      }),
  })
  const save = useMutation({
    mutationFn: () =>
      onSubmit({
        name: draft.name,
        ...settingsOf(draft),
        ...(webhook === undefined ? { sandbox: draft.sandbox } : {}),
      }),
    onSuccess: () => setDirty(false),
  })
  useLeaveGuard(isDirty && !save.isSuccess)
  const error = save.error ?? test.error
  const problem = error instanceof ApiProblem ? error : undefined
  const part = { draft, change, isDisabled, problem }
  const isSecretSet =
    webhook?.authentication.type === draft.authentication && webhook.authentication.is_secret_set
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate()
  }
  return (
    <Columns
      side={
        <>
          <WhatIsSent
            draft={draft}
            example={example}
            onExample={setExample}
            isSending={test.isPending}
            onSend={() => test.mutate()}
          />
          {test.data && (
            <LastTest
              tested={test.data}
              audience={draft.authentication === 'jwt' && draft.audience !== '' ? draft.audience : undefined}
            />
          )}
        </>
      }
    >
      <form className="stack" onSubmit={submit}>
        <Basic {...part} />
        <Authentication {...part} isSecretSet={isSecretSet} />
        <Headers {...part} />
        <More {...part} />
        {error && <Failed error={error} />}
        <div className={css['end']}>
          <span className="meta">
            Also signed with webhook-id, webhook-timestamp, webhook-signature. <VerifyHelp />
          </span>
          <span className="row">
            {cancel}
            <Button
              type="submit"
              kind="primary"
              needs="operate"
              isPending={save.isPending}
              isDisabled={draft.channels.length === 0 || draft.statuses.length === 0}
            >
              {save.isPending ? 'Saving …' : 'Submit'}
            </Button>
          </span>
        </div>
      </form>
    </Columns>
  )
}
