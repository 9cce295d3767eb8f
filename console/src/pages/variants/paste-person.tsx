import { useState } from 'react'
import { Button } from '../../kit/controls/button.tsx'
import { TextArea } from '../../kit/controls/text-field.tsx'
import { Dialog, DialogActions, DialogTrigger } from '../../kit/overlays/dialog.tsx'
import type { Person } from './use-person.ts'

interface Props {
  readonly person: Person
  readonly onPaste: (person: Person) => void
}

/** Fields and attributes of one's own, as a call would send them. */
export const PastePerson = ({ person, onPaste }: Props) => (
  <DialogTrigger>
    <Button size="small">Paste fields</Button>
    <Dialog title="Fields of your own">
      {close => (
        <PersonForm
          person={person}
          onDone={own => {
            onPaste(own)
            close()
          }}
        />
      )}
    </Dialog>
  </DialogTrigger>
)

function PersonForm({
  person,
  onDone,
}: {
  readonly person: Person
  readonly onDone: (person: Person) => void
}) {
  const [text, setText] = useState(() =>
    JSON.stringify({ fields: person.fields, attrs: person.attrs }, null, 2),
  )
  const [error, setError] = useState<string>()
  return (
    <form
      className="stack"
      onSubmit={event => {
        event.preventDefault()
        const read = readPerson(text)
        if (typeof read === 'string') setError(read)
        else onDone(read)
      }}
    >
      <TextArea
        label="JSON"
        help="An object with fields and attrs, as in the body of a call. It stays in this window: it is not stored, and not in the address."
        isCode
        rows={12}
        value={text}
        onChange={setText}
        error={error}
      />
      <DialogActions>
        <Button type="submit" kind="primary">
          Preview with it
        </Button>
      </DialogActions>
    </form>
  )
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** A person, or what is wrong with the text. Fields alone are enough. */
function readPerson(text: string): Person | string {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return 'This is not JSON. Texts need double quotes, and the last item no comma.'
  }
  if (!isObject(value)) return 'Write an object: {"fields": {"city": "Berlin"}}.'
  const { fields = {}, attrs = {} } = value
  if (!isObject(fields)) return 'fields must be an object.'
  if (!isObject(attrs)) return 'attrs must be an object.'
  return 'fields' in value || 'attrs' in value ? { fields, attrs } : { fields: value, attrs: {} }
}
