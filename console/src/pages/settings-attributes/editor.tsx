import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { AttributeRule } from '../../../../src/core/targeting/rule.ts'
import { call, path } from '../../api/call.ts'
import { toProblem } from '../../api/problem.ts'
import { Button } from '../../kit/controls/button.tsx'
import { Select } from '../../kit/controls/select.tsx'
import { TextField } from '../../kit/controls/text-field.tsx'
import { Card, Cards, Columns } from '../../kit/show/card.tsx'
import { Failed } from '../../kit/states/failed.tsx'
import { useSave } from '../../kit/use-save.ts'
import { type Draft, RULE_TYPES, toRule } from '../../words/rules.ts'
import { Lines } from './lines.tsx'
import { Remove } from './remove.tsx'
import { Trial } from './trial.tsx'

const TYPES = (['string', 'list', 'numeric', 'date'] as const).map(value => ({ value, ...RULE_TYPES[value] }))

interface Props {
  readonly org: string
  readonly draft: Draft
  readonly isNew: boolean
}

/** One rule, and what it makes of a value, before it is saved. */
export function Editor({ org, draft: given, isNew }: Props) {
  const [draft, setDraft] = useState(given)
  const navigate = useNavigate({ from: '/o/$org/settings/attributes' })
  const change = (changed: Partial<Draft>) => setDraft(known => ({ ...known, ...changed }))
  const rule = toRule(draft)
  const save = useSave({
    changes: [[org, 'attributes']],
    said: `The rule for ${rule.name} is saved. It holds from the next call on.`,
    save: () =>
      isNew
        ? call<AttributeRule>('POST', path`/orgs/${org}/attributes`, { body: rule })
        : call<AttributeRule>('PUT', path`/orgs/${org}/attributes/${rule.name}`, { body: rule }),
    onDone: ({ name }) => void navigate({ search: { open: name } }),
  })
  const problem = save.error ? toProblem(save.error) : undefined
  return (
    <Card title={isNew ? 'New rule' : `Rule for ${draft.name}`}>
      <Columns side={<Trial org={org} rule={rule} />}>
        <form
          className="stack"
          onSubmit={event => {
            event.preventDefault()
            save.mutate(undefined)
          }}
        >
          <Cards min={200}>
            <TextField
              label="Attribute"
              help={isNew ? 'The name that wordings target' : 'A rule cannot be renamed'}
              value={draft.name}
              onChange={name => change({ name })}
              isDisabled={!isNew}
              error={problem?.of('/name')}
              isCode
            />
            <Select label="Kind" options={TYPES} value={draft.type} onChange={type => change({ type })} />
            <TextField
              label="Read from"
              help="The attribute that senders write. Empty: the same name"
              value={draft.source}
              onChange={source => change({ source })}
              isCode
            />
          </Cards>
          <Lines draft={draft} onChange={lines => change({ lines })} problem={problem} />
          <Cards min={200}>
            {draft.type === 'list' && (
              <TextField
                label="Separator"
                help="Empty: a comma"
                value={draft.separator}
                onChange={separator => change({ separator })}
                maxLength={10}
                isCode
              />
            )}
            <TextField
              label="Anything else becomes"
              help="Also a missing value. Empty: text stays as sent, numbers and dates are left out"
              value={draft.otherwise}
              onChange={otherwise => change({ otherwise })}
              error={problem?.of('/default')}
            />
          </Cards>
          {problem && <Failed error={problem} />}
          <div className="row">
            <Button
              kind="primary"
              type="submit"
              needs="operate"
              isPending={save.isPending}
              isDisabled={rule.name === '' || draft.lines.every(({ value }) => value.trim() === '')}
            >
              Save
            </Button>
            <Button onPress={() => void navigate({ search: {} })}>Close</Button>
            {!isNew && <Remove org={org} name={draft.name} />}
          </div>
        </form>
      </Columns>
    </Card>
  )
}
