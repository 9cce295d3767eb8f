import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import type { PlatformView } from '../../../../src/features/connections/schema.ts'
import { call, path } from '../../api/call.ts'
import { toProblem } from '../../api/problem.ts'
import { Button } from '../../kit/controls/button.tsx'
import { TextField } from '../../kit/controls/text-field.tsx'
import { toast } from '../../kit/overlays/toast.tsx'
import { Failed } from '../../kit/states/failed.tsx'

interface Props {
  readonly platform: PlatformView
  /** Only these settings. Default: all. */
  readonly keys?: readonly string[]
}

/** Settings of a platform. What is left empty stays as it is; secrets are never shown. */
export function PlatformSettingsForm({ platform, keys }: Props) {
  const { org } = useParams({ from: '/o/$org' })
  const client = useQueryClient()
  const [changes, setChanges] = useState<Readonly<Record<string, string | null>>>({})
  const fields = platform.settings.filter(({ key }) => keys?.includes(key) ?? true)
  const save = useMutation({
    mutationFn: () =>
      call<PlatformView>('PUT', path`/orgs/${org}/platforms/${platform.slug}`, { body: { settings: changes } }),
    async onSuccess() {
      setChanges({})
      toast(`The settings of ${platform.name} are saved.`)
      await client.invalidateQueries({ queryKey: [org, 'platforms'] })
    },
  })
  const change = (key: string, value: string | null) => setChanges(known => ({ ...known, [key]: value }))
  if (fields.length === 0)
    return <p className="sub">{platform.name} needs no settings. Its calls carry a key of this organisation.</p>
  return (
    <form
      className="stack"
      onSubmit={event => {
        event.preventDefault()
        save.mutate()
      }}
    >
      {fields.map(({ key, label, kind, required, help, value, is_set }) => (
        <TextField
          key={key}
          label={label}
          help={help}
          aside={
            is_set && changes[key] === undefined ? (
              <>
                set{' '}
                <Button kind="quiet" size="small" needs="operate" onPress={() => change(key, null)}>
                  Remove
                </Button>
              </>
            ) : changes[key] === null ? (
              'will be removed'
            ) : required ? (
              'required'
            ) : undefined
          }
          type={kind === 'secret' ? 'password' : 'text'}
          autoComplete="off"
          placeholder={is_set && kind === 'secret' ? 'unchanged' : ''}
          value={changes[key] ?? (changes[key] === null ? '' : (value ?? ''))}
          onChange={text => change(key, text)}
          error={save.error ? toProblem(save.error).of(`/settings/${key}`) : undefined}
          isCode
        />
      ))}
      {save.error && <Failed error={save.error} />}
      <div className="row">
        <Button
          type="submit"
          kind="primary"
          needs="operate"
          isPending={save.isPending}
          isDisabled={Object.keys(changes).length === 0}
        >
          Save
        </Button>
      </div>
    </form>
  )
}
