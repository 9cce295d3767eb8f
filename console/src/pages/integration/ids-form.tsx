import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import type { Static } from 'typebox'
import type { PlatformView } from '../../../../src/features/connections/schema.ts'
import type { TemplateDetail } from '../../../../src/features/templates/schema.ts'
import { call, path } from '../../api/call.ts'
import { toProblem } from '../../api/problem.ts'
import { Button } from '../../kit/controls/button.tsx'
import { Switch } from '../../kit/controls/switch.tsx'
import { TextField } from '../../kit/controls/text-field.tsx'
import { toast } from '../../kit/overlays/toast.tsx'
import { Failed } from '../../kit/states/failed.tsx'
import css from './integration.module.css'

type Field = PlatformView['integration'][number]

interface Props {
  readonly template: Static<typeof TemplateDetail>
  readonly platform: PlatformView
  readonly fields: readonly Field[]
}

/** The first ids stand open; the rest is for other ways of sending. */
const FIRST = 4
const isSwitch = ({ key }: Field): boolean => key === 'write_back'

/** The template's ids at the platform, by the platform's own names. */
export function IdsForm({ template, platform, fields }: Props) {
  const { org } = useParams({ from: '/o/$org' })
  const client = useQueryClient()
  const stored = template.integration[platform.slug] ?? {}
  const [changes, setChanges] = useState<Readonly<Record<string, string>>>({})
  const hasLater = fields.slice(FIRST).some(({ key }) => stored[key])
  const [isAll, showAll] = useState(hasLater || fields.length <= FIRST)
  const ids = { ...stored, ...changes }
  const save = useMutation({
    mutationFn() {
      const given = Object.fromEntries(Object.entries(ids).filter(([, value]) => value.trim() !== ''))
      const integration = { [platform.slug]: Object.keys(given).length === 0 ? null : given }
      return call('PATCH', path`/orgs/${org}/templates/${template.id}`, { body: { integration } })
    },
    async onSuccess() {
      setChanges({})
      toast('The ids are saved.')
      await Promise.all([
        client.invalidateQueries({ queryKey: [org, 'template', template.id] }),
        client.invalidateQueries({ queryKey: [org, 'platforms', platform.slug] }),
      ])
    },
  })
  const change = (key: string, value: string) => setChanges(known => ({ ...known, [key]: value }))
  const problem = save.error ? toProblem(save.error) : undefined
  return (
    <form
      className="stack"
      onSubmit={event => {
        event.preventDefault()
        save.mutate()
      }}
    >
      <div className={css['ids']}>
        {(isAll ? fields : fields.slice(0, FIRST)).map(field =>
          isSwitch(field) ? (
            <Switch
              key={field.key}
              isSelected={ids[field.key] === 'on'}
              onChange={isOn => change(field.key, isOn ? 'on' : '')}
            >
              {field.label}
            </Switch>
          ) : (
            <TextField
              key={field.key}
              label={field.label}
              placeholder="not set"
              help={field.where === null ? field.help : `${field.help} ${field.where}`}
              value={ids[field.key] ?? ''}
              onChange={value => change(field.key, value)}
              error={problem?.of(`/integration/${platform.slug}/${field.key}`)}
              isCode
            />
          ),
        )}
      </div>
      {problem && <Failed error={save.error} />}
      <div className="row">
        <Button
          type="submit"
          kind="primary"
          needs="edit"
          isPending={save.isPending}
          isDisabled={Object.keys(changes).length === 0}
        >
          Save
        </Button>
        {!isAll && (
          <Button kind="quiet" onPress={() => showAll(true)}>
            {fields.length - FIRST} more ids
          </Button>
        )}
      </div>
    </form>
  )
}
