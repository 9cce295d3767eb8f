import { useQuery } from '@tanstack/react-query'
import { templateQuery } from '../../api/org-queries.ts'
import { Button } from '../../kit/controls/button.tsx'
import { Select } from '../../kit/controls/select.tsx'
import { TextField } from '../../kit/controls/text-field.tsx'
import { Menu, MenuItem, MenuTrigger } from '../../kit/overlays/menu.tsx'
import { Card } from '../../kit/show/card.tsx'
import { ValuesEditor } from '../../kit/wording/values-editor.tsx'
import type { Questioning } from './use-question.ts'

const NONE = 'none'

/** What a platform would send. */
export function QuestionForm({ asking }: { readonly asking: Questioning }) {
  const { org, templates, template, question, typed, people, change, fill, choose } = asking
  const { data: detail } = useQuery({
    ...templateQuery(org, template?.id ?? ''),
    enabled: template !== undefined,
  })
  const wordings = detail?.variants.filter(({ status }) => status !== 'archived') ?? []
  return (
    <Card
      title="The call"
      actions={
        people.length > 0 && (
          <MenuTrigger>
            <Button size="small">Fill in a recent call</Button>
            <Menu>
              {people.map(person => (
                <MenuItem key={person.id} onAction={() => fill(person)}>
                  {person.label}
                </MenuItem>
              ))}
            </Menu>
          </MenuTrigger>
        )
      }
    >
      <div className="stack">
        <Select
          label="Template"
          value={template?.id ?? null}
          onChange={id => choose({ template: id })}
          options={(templates.data?.items ?? []).map(({ id, name, status }) => ({
            value: id,
            label: name,
            help: `${id} · ${status}`,
          }))}
        />
        <TextField
          label="Person"
          help="Your id of the person: user_id. The same person stays in the same group."
          value={typed.user}
          onChange={user => change({ user })}
          isCode
        />
        <ValuesEditor
          key={`fields ${template?.id} ${typed.key}`}
          label="Fields"
          help="What the texts insert. JSON works too."
          start={typed.fields}
          onChange={fields => change({ fields })}
        />
        <ValuesEditor
          key={`attrs ${template?.id} ${typed.key}`}
          label="Attributes"
          help="What decides who may get which wording."
          start={typed.attrs}
          onChange={attrs => change({ attrs })}
        />
        <TextField
          label="Tracking id"
          help="Optional. Your id of this one message."
          value={question.tracking_id ?? ''}
          onChange={tracking => choose({ tracking })}
          isCode
        />
        <Select
          label="Wording"
          value={question.copy_id ?? NONE}
          onChange={id => choose({ variant: id === NONE ? '' : id })}
          options={[
            { value: NONE, label: 'Parley chooses' },
            ...wordings.map(({ id, name }) => ({ value: id, label: `Force “${name}”` })),
          ]}
        />
      </div>
    </Card>
  )
}
