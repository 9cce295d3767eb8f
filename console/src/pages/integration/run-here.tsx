import { useMutation } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import type { Static } from 'typebox'
import type { GenerateAnswer } from '../../../../src/features/generate/schema.ts'
import type { TemplateDetail } from '../../../../src/features/templates/schema.ts'
import { call, path } from '../../api/call.ts'
import { Button } from '../../kit/controls/button.tsx'
import { TextField } from '../../kit/controls/text-field.tsx'
import { Snippet } from '../../kit/show/snippet.tsx'
import { Failed } from '../../kit/states/failed.tsx'
import css from './integration.module.css'

/** The call of the platform, made here, as a preview: nothing is recorded. */
export function RunHere({ template }: { readonly template: Static<typeof TemplateDetail> }) {
  const { org } = useParams({ from: '/o/$org' })
  const [user, setUser] = useState('somebody')
  const run = useMutation({
    async mutationFn() {
      const startedAt = performance.now()
      const body = { template_id: template.id, user_id: user, preview: true }
      const answer = await call<GenerateAnswer>('POST', path`/api/generate/${org}`, { body })
      return { answer, tookMs: Math.round(performance.now() - startedAt) }
    },
  })
  return (
    <div className={css['run']}>
      <div className={css['form']}>
        <TextField label="user_id" value={user} onChange={setUser} isCode />
        <Button needs="edit" isPending={run.isPending} onPress={() => run.mutate()}>
          Run it here
        </Button>
      </div>
      <p className="meta">The same call, answered and not recorded.</p>
      {run.error && <Failed error={run.error} onRetry={() => run.mutate()} />}
      {run.data && (
        <div aria-live="polite">
          <Snippet
            label={`The answer, in ${run.data.tookMs} ms`}
            text={JSON.stringify(run.data.answer, null, 2)}
          />
        </div>
      )}
    </div>
  )
}
