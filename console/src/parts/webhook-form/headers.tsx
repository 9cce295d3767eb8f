import { useId } from 'react'
import { Button } from '../../kit/controls/button.tsx'
import { Checkbox } from '../../kit/controls/checkbox.tsx'
import { TextField } from '../../kit/controls/text-field.tsx'
import { Card } from '../../kit/show/card.tsx'
import type { PartProps } from './basic.tsx'
import type { HeaderDraft } from './draft.ts'
import css from './form.module.css'

/** Further headers of every delivery. */
export function Headers({ draft, change, isDisabled, problem }: PartProps) {
  const help = useId()
  const { headers } = draft
  const set = (key: number, given: Partial<HeaderDraft>) =>
    change({ headers: headers.map(each => (each.key === key ? { ...each, ...given } : each)) })
  const add = () =>
    change({
      headers: [
        ...headers,
        {
          key: 1 + Math.max(-1, ...headers.map(each => each.key)),
          name: '',
          value: '',
          secret: false,
          isKept: false,
        },
      ],
    })
  return (
    <Card
      title="Header Parameters"
      actions={
        <Button size="small" needs="operate" onPress={add}>
          Add a header
        </Button>
      }
    >
      {headers.length === 0 ? (
        <p className="sub">No further headers. Add one for a routing key or a tenant.</p>
      ) : (
        <ul className="stack" aria-describedby={help}>
          {headers.map((header, at) => (
            <li key={header.key} className={css['header']}>
              <TextField
                label="Name"
                isCode
                value={header.name}
                onChange={name => set(header.key, { name, isKept: false })}
                isDisabled={isDisabled}
                error={problem?.of(`/headers/${at}`)}
              />
              <TextField
                label="Value"
                isCode
                type={header.secret ? 'password' : 'text'}
                autoComplete="off"
                value={header.value}
                onChange={value => set(header.key, { value })}
                isDisabled={isDisabled}
                {...(header.isKept ? { placeholder: '•••••••• (stays)' } : {})}
              />
              <Checkbox
                isSelected={header.secret}
                onChange={secret => set(header.key, { secret })}
                isDisabled={isDisabled}
              >
                Hide value
              </Checkbox>
              <Button
                kind="quiet"
                size="small"
                needs="operate"
                aria-label={`Remove the header ${header.name || at + 1}`}
                onPress={() => change({ headers: headers.filter(each => each.key !== header.key) })}
              >
                Remove
              </Button>
            </li>
          ))}
        </ul>
      )}
      <p id={help} className="meta">
        Hidden values are kept encrypted and never shown again.
      </p>
    </Card>
  )
}
