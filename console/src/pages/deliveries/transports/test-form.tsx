import { useMutation, useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { type FormEvent, useState } from 'react'
import type {
  TransportTestView,
  TransportView,
} from '../../../../../src/features/deliver/transport-schema.ts'
import { call, path } from '../../../api/call.ts'
import { templatesQuery } from '../../../api/org-queries.ts'
import { ApiProblem } from '../../../api/problem.ts'
import { sessionQuery } from '../../../api/session.ts'
import { Button } from '../../../kit/controls/button.tsx'
import { Select } from '../../../kit/controls/select.tsx'
import { TextField } from '../../../kit/controls/text-field.tsx'
import { Chip } from '../../../kit/show/chip.tsx'
import { Failed } from '../../../kit/states/failed.tsx'
import { numberInWords } from '../../../words/numbers.ts'

interface Props {
  readonly slug: TransportView['slug']
  readonly needsTemplate: boolean
}

const NONE = ''

/** One message to oneself, and what the server said. It is neither stored nor counted. */
export function TestForm({ slug, needsTemplate }: Props) {
  const { org = '' } = useParams({ strict: false })
  const { data: session } = useQuery(sessionQuery)
  const { data } = useQuery(templatesQuery(org))
  const [to, setTo] = useState(session?.user.email ?? '')
  const [template, setTemplate] = useState(NONE)
  const test = useMutation({
    mutationFn: () =>
      call<TransportTestView>('POST', path`/orgs/${org}/transports/${slug}/test`, {
        body: {
          ...(to.includes('@') ? { email: to } : { phone: to }),
          ...(template === NONE ? {} : { template_id: template }),
        },
      }),
  })
  const problem = test.error instanceof ApiProblem ? test.error : undefined
  const submit = (event: FormEvent) => {
    event.preventDefault()
    test.mutate()
  }
  return (
    <form className="stack" onSubmit={submit}>
      <p className="sub">The message says that it is a test. It is neither stored nor counted.</p>
      <TextField
        label="To"
        value={to}
        onChange={setTo}
        isRequired
        error={problem?.of('/email') ?? problem?.of('/phone')}
      />
      <Select
        label="Template"
        value={template}
        onChange={setTemplate}
        options={[
          ...(needsTemplate ? [] : [{ value: NONE, label: 'None: a plain test mail' }]),
          ...(data?.items ?? []).map(({ id, name }) => ({ value: id, label: name })),
        ]}
        error={problem?.of('/template_id')}
      />
      {test.error && <Failed error={test.error} />}
      {test.data && (
        <div role="status">
          <p className="row">
            <Chip tone={test.data.ok ? 'positive' : 'negative'} sign={test.data.ok ? '✓' : '!'}>
              {test.data.ok ? 'Accepted' : 'Not accepted'} in {numberInWords(test.data.took_ms)} ms
            </Chip>
            {test.data.status !== null && <span className="num">{test.data.status}</span>}
          </p>
          <p>{test.data.reason ?? 'The server took the message. Look into your inbox.'}</p>
        </div>
      )}
      <div>
        <Button type="submit" kind="primary" isPending={test.isPending}>
          {test.isPending ? 'Sending …' : 'Send the test'}
        </Button>
      </div>
    </form>
  )
}
