import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import type { TransportView } from '../../../../../src/features/deliver/transport-schema.ts'
import { call, path } from '../../../api/call.ts'
import { usePermission } from '../../../api/permission.ts'
import { ApiProblem } from '../../../api/problem.ts'
import { Button } from '../../../kit/controls/button.tsx'
import { TextField } from '../../../kit/controls/text-field.tsx'
import { toast } from '../../../kit/overlays/toast.tsx'
import { Failed } from '../../../kit/states/failed.tsx'
import css from '../deliveries.module.css'
import { transportsQuery } from '../queries.ts'

/** The settings of a transport of its own. An empty secret stays as it is. */
export function SettingsForm({ transport }: { readonly transport: TransportView }) {
  const { org = '' } = useParams({ strict: false })
  const client = useQueryClient()
  const isDisabled = !usePermission('operate')
  const [changes, setChanges] = useState<Readonly<Record<string, string>>>({})
  const save = useMutation({
    mutationFn: () =>
      call<TransportView>('PUT', path`/orgs/${org}/transports/${transport.slug}`, {
        body: {
          settings: Object.fromEntries(
            Object.entries(changes).map(([key, value]) => [key, value.trim() === '' ? null : value.trim()]),
          ),
        },
      }),
    async onSuccess() {
      await client.invalidateQueries({ queryKey: transportsQuery(org).queryKey })
      setChanges({})
      toast('The settings are saved.')
    },
  })
  const problem = save.error instanceof ApiProblem ? save.error : undefined
  const submit = (event: FormEvent) => {
    event.preventDefault()
    save.mutate()
  }
  const set = (key: string, value: string, kind: 'secret' | 'text') => {
    const { [key]: _before, ...others } = changes
    setChanges(kind === 'secret' && value === '' ? others : { ...others, [key]: value })
  }
  return (
    <form className={css['form']} onSubmit={submit}>
      {transport.settings.map(({ key, label, help, kind, value, is_set }) => (
        <TextField
          key={key}
          label={label}
          help={help}
          isCode
          isDisabled={isDisabled}
          type={kind === 'secret' ? 'password' : 'text'}
          autoComplete="off"
          value={changes[key] ?? value ?? ''}
          onChange={given => set(key, given, kind)}
          {...(kind === 'secret' && is_set ? { placeholder: '•••••••• (stays)' } : {})}
          error={problem?.of(`/settings/${key}`)}
        />
      ))}
      {save.error && <Failed error={save.error} />}
      <div>
        <Button
          type="submit"
          needs="operate"
          isPending={save.isPending}
          isDisabled={Object.keys(changes).length === 0}
        >
          {save.isPending ? 'Saving …' : 'Save'}
        </Button>
      </div>
    </form>
  )
}
