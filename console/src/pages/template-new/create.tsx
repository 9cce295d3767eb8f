import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { call, path } from '../../api/call.ts'
import { Button } from '../../kit/controls/button.tsx'
import { toast } from '../../kit/overlays/toast.tsx'
import { Failed } from '../../kit/states/failed.tsx'
import { type Form, missingIn, templateOf, wordingsOf } from './form.ts'
import css from './template-new.module.css'

interface Props {
  readonly org: string
  readonly form: Form
  /** The draft is no longer needed. */
  readonly onCreated: () => void
  readonly onReset: () => void
}

/** Makes the template with its wordings, then leads to Integration. */
export function Create({ org, form, onCreated, onReset }: Props) {
  const navigate = useNavigate()
  const client = useQueryClient()
  /** A template whose wordings were refused: the next attempt only adds them. */
  const [made, setMade] = useState<string>()
  const missing = missingIn(form)
  const create = useMutation({
    async mutationFn() {
      const template = templateOf(form)
      const { id, ...changes } = template
      const at = path`/orgs/${org}/templates/${id}`
      if (made === id) await call('PATCH', at, { body: changes })
      else await call('POST', path`/orgs/${org}/templates`, { body: template })
      setMade(id)
      await call('POST', `${at}/variants/import`, { body: { items: wordingsOf(form) } })
      return id
    },
    async onSuccess(id) {
      onReset()
      onCreated()
      toast('The template is a draft with its wordings. Connect your platform next.')
      await client.invalidateQueries({ queryKey: [org, 'templates'] })
      await navigate({ to: '/o/$org/templates/$tpl/integration', params: { org, tpl: id } })
    },
  })
  return (
    <div className="stack">
      {create.error && <Failed error={create.error} />}
      <div className={css['foot']}>
        <p className="meta" id="missing">
          {missing[0] ?? 'Nothing is sent yet: the template begins as a draft.'}
          {missing.length > 1 && ` And ${missing.length - 1} more.`}
        </p>
        <Button
          kind="primary"
          needs="edit"
          aria-describedby="missing"
          isDisabled={missing.length > 0}
          isPending={create.isPending}
          onPress={() => create.mutate()}
        >
          Create, then connect
        </Button>
      </div>
    </div>
  )
}
