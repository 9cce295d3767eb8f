import { useState } from 'react'
import type { Me } from '../../api/accounts.ts'
import { call } from '../../api/call.ts'
import { toProblem } from '../../api/problem.ts'
import { Button } from '../../kit/controls/button.tsx'
import { TextField } from '../../kit/controls/text-field.tsx'
import { Card } from '../../kit/show/card.tsx'
import { Failed } from '../../kit/states/failed.tsx'
import { useSave } from '../../kit/use-save.ts'

export function Name({ me }: { readonly me: Me }) {
  const [name, setName] = useState(me.name)
  const save = useSave({
    changes: [['me'], ['session']],
    said: 'Your name is changed.',
    save: () => call<Me>('PATCH', '/me', { body: { name } }),
  })
  const problem = save.error ? toProblem(save.error) : undefined
  return (
    <Card title="Name">
      <form
        className="stack"
        onSubmit={event => {
          event.preventDefault()
          save.mutate(undefined)
        }}
      >
        <TextField
          label="Your name"
          help="Others see it beside what you change."
          autoComplete="name"
          value={name}
          onChange={setName}
          error={problem?.of('/name')}
          maxLength={200}
        />
        {problem && problem.errors.length === 0 && <Failed error={problem} />}
        <div className="row">
          <Button
            kind="primary"
            type="submit"
            isPending={save.isPending}
            isDisabled={name.trim() === '' || name === me.name}
          >
            Save name
          </Button>
        </div>
      </form>
    </Card>
  )
}
