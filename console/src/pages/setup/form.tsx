import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { enter } from '../../api/accounts.ts'
import { call } from '../../api/call.ts'
import { toProblem } from '../../api/problem.ts'
import type { Session } from '../../api/session.ts'
import { isLongEnough, PasswordField } from '../../kit/account/password-field.tsx'
import { Button } from '../../kit/controls/button.tsx'
import { Checkbox } from '../../kit/controls/checkbox.tsx'
import { ComboBox } from '../../kit/controls/combo-box.tsx'
import { TextField } from '../../kit/controls/text-field.tsx'
import { Card } from '../../kit/show/card.tsx'
import { Failed } from '../../kit/states/failed.tsx'
import { useSave } from '../../kit/use-save.ts'
import { isSlug, slugFrom } from '../../words/accounts.ts'

const ZONES = ['UTC', ...Intl.supportedValuesOf('timeZone')].map(value => ({ value, label: value }))
const HERE = Intl.DateTimeFormat().resolvedOptions().timeZone

export function Form({ token }: { readonly token: string }) {
  const [name, setName] = useState('')
  const [email, setEmail] = useState('')
  const [password, setPassword] = useState('')
  const [orgName, setOrgName] = useState('')
  // Until somebody writes one, the slug follows the name.
  const [ownSlug, setOwnSlug] = useState<string | null>(null)
  const [timezone, setTimezone] = useState<string | null>(HERE)
  const [demo, setDemo] = useState(true)
  const slug = ownSlug ?? slugFrom(orgName)
  const client = useQueryClient()
  const navigate = useNavigate()
  const setUp = useSave({
    changes: [],
    save: () =>
      call<Session>('POST', '/setup', {
        body: { token, name, email, password, demo, organization: { name: orgName, slug, timezone } },
      }),
    onDone: session => {
      enter(client, session)
      void navigate({ to: '/o/$org', params: { org: slug } })
    },
  })
  const problem = setUp.error ? toProblem(setUp.error) : undefined
  const isWhole =
    [name, email, orgName].every(text => text.trim() !== '') && isSlug(slug) && timezone !== null
  return (
    <Card>
      <form
        className="stack"
        onSubmit={event => {
          event.preventDefault()
          setUp.mutate(undefined)
        }}
      >
        <TextField
          label="Your name"
          autoComplete="name"
          value={name}
          onChange={setName}
          error={problem?.of('/name')}
          autoFocus
        />
        <TextField
          label="E-mail"
          type="email"
          autoComplete="username"
          help="To sign in. Parley sends no mail to it."
          value={email}
          onChange={setEmail}
          error={problem?.of('/email')}
        />
        <PasswordField isNew value={password} onChange={setPassword} error={problem?.of('/password')} />
        <TextField
          label="Organisation"
          autoComplete="organization"
          value={orgName}
          onChange={setOrgName}
          error={problem?.of('/organization/name')}
        />
        <TextField
          label="Slug"
          isCode
          help={
            <>
              Part of every address: /api/generate/<b>{slug || '…'}</b>
            </>
          }
          value={slug}
          onChange={text => setOwnSlug(text.toLowerCase())}
          error={problem?.of('/organization/slug')}
          maxLength={63}
        />
        <ComboBox
          label="Time zone"
          help="For labels only."
          options={ZONES}
          value={timezone}
          onChange={setTimezone}
          error={problem?.of('/timezone')}
        />
        <Checkbox isSelected={demo} onChange={setDemo}>
          Show me a running demo beside it
        </Checkbox>
        {problem && problem.errors.length === 0 && <Failed error={problem} />}
        <Button
          kind="primary"
          type="submit"
          isPending={setUp.isPending}
          isDisabled={!isWhole || !isLongEnough(password)}
        >
          Set up
        </Button>
      </form>
    </Card>
  )
}
