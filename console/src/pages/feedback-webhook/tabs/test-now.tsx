import { useMutation } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import type { WebhookView } from '../../../../../src/features/feedback/schema.ts'
import { call, path } from '../../../api/call.ts'
import { Failed } from '../../../kit/states/failed.tsx'
import { draftOf, settingsOf } from '../../../parts/webhook-form/draft.ts'
import { LastTest } from '../../../parts/webhook-form/last-test.tsx'
import type { Tested } from '../../../parts/webhook-form/preview-query.ts'
import { type Example, WhatIsSent } from '../../../parts/webhook-form/what-is-sent.tsx'

/** A test with the settings as they are saved. */
export function TestNow({ webhook }: { readonly webhook: WebhookView }) {
  const { org = '' } = useParams({ strict: false })
  const [example, setExample] = useState<Example>({ outcome: 'delivered', text: undefined })
  const draft = draftOf(webhook, webhook.sandbox)
  const test = useMutation({
    mutationFn: () =>
      call<Tested>('POST', path`/orgs/${org}/feedback-webhooks/test`, {
        body: {
          ...settingsOf(draft),
          ...{ id: webhook.id, feedback: example.outcome },
          ...(example.text === undefined ? {} : { payload: JSON.parse(example.text) }),
        },
      }),
  })
  return (
    <>
      <WhatIsSent
        draft={draft}
        example={example}
        onExample={setExample}
        isSending={test.isPending}
        onSend={() => test.mutate()}
      />
      {test.error && <Failed error={test.error} onRetry={() => test.mutate()} />}
      {test.data && <LastTest tested={test.data} audience={webhook.authentication.audience ?? undefined} />}
    </>
  )
}
