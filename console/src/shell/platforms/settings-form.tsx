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
import { endInWords } from '../../words/named-keys.ts'

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
  // Named values have a list of their own. One of them does instead of the value without a name.
  const named = platform.settings.filter(({ name }) => name !== undefined)
  const fields = platform.settings
    .filter(({ key, name }) => name === undefined && (keys?.includes(key) ?? true))
    .map(field => ({
      ...field,
      required: field.required && !named.some(({ key }) => key.startsWith(`${field.key}.`)),
    }))
  const save = useMutation({
    mutationFn: () =>
      call<PlatformView>('PUT', path`/orgs/${org}/platforms/${platform.slug}`, {
        body: { settings: changes },
      }),
    async onSuccess() {
      setChanges({})
      toast(`The settings of ${platform.name} are saved.`)
      await client.invalidateQueries({ queryKey: [org, 'platforms'] })
    },
  })
  const change = (key: string, value: string | null) => setChanges(known => ({ ...known, [key]: value }))
  if (fields.length === 0)
    return (
      <p className="sub">{platform.name} needs no settings. Its calls carry a key of this organisation.</p>
    )
  return (
    <form
      className="stack"
      onSubmit={event => {
        event.preventDefault()
        save.mutate()
      }}
    >
      {fields.map(field => (
        <SettingField
          key={field.key}
          field={field}
          change={changes[field.key]}
          onChange={value => change(field.key, value)}
          error={save.error ? toProblem(save.error).of(`/settings/${field.key}`) : undefined}
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

interface FieldProps {
  readonly field: PlatformView['settings'][number]
  /** Null: it will be removed. */
  readonly change: string | null | undefined
  readonly onChange: (value: string | null) => void
  readonly error: string | undefined
}

function SettingField({ field, change, onChange, error }: FieldProps) {
  const { label, kind, help, value, is_set } = field
  const isSecret = kind === 'secret'
  return (
    <TextField
      label={label}
      help={help}
      aside={<Standing field={field} change={change} onRemove={() => onChange(null)} />}
      type={isSecret ? 'password' : 'text'}
      autoComplete="off"
      placeholder={is_set && isSecret ? 'unchanged' : ''}
      value={change === undefined ? (value ?? '') : (change ?? '')}
      onChange={onChange}
      error={error}
      isCode
    />
  )
}

interface StandingProps extends Pick<FieldProps, 'field' | 'change'> {
  readonly onRemove: () => void
}

function Standing({ field: { is_set, required, last_four }, change, onRemove }: StandingProps) {
  if (change === null) return 'will be removed'
  if (!is_set || change !== undefined) return required ? 'required' : null
  return (
    <>
      set{last_four !== null && <> ({endInWords(last_four)})</>}{' '}
      <Button kind="quiet" size="small" needs="operate" onPress={onRemove}>
        Remove
      </Button>
    </>
  )
}
