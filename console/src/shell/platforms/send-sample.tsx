import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import type { Static } from 'typebox'
import type { SampleStored } from '../../../../src/features/connections/schema.ts'
import { call, path } from '../../api/call.ts'
import { expectedEventsQuery } from '../../api/platform-queries.ts'
import { Button } from '../../kit/controls/button.tsx'
import { Select } from '../../kit/controls/select.tsx'
import { Dialog, DialogActions, DialogTrigger } from '../../kit/overlays/dialog.tsx'
import { Failed } from '../../kit/states/failed.tsx'

interface Props {
  readonly slug: string
  readonly platform: string
  /** Whose ids of the platform the sample has. */
  readonly template?: string
}

/** Makes a report as this platform would send it. */
export const SendSampleOf = ({ slug, platform, template }: Props) => (
  <DialogTrigger>
    <Button size="small" needs="operate">
      Send a sample
    </Button>
    <Dialog title={`A sample of ${platform}`}>
      {close => <Form slug={slug} platform={platform} close={close} {...(template && { template })} />}
    </Dialog>
  </DialogTrigger>
)

function Form({ slug, platform, template, close }: Props & { readonly close: () => void }) {
  const { org } = useParams({ from: '/o/$org' })
  const client = useQueryClient()
  const { data: expected } = useQuery(expectedEventsQuery(org, slug))
  const [event, setEvent] = useState('open')
  const send = useMutation({
    mutationFn: () =>
      call<Static<typeof SampleStored>>('POST', path`/orgs/${org}/platforms/${slug}/sample`, {
        body: { event, ...(template && { template_id: template }) },
      }),
    onSuccess: () => void client.invalidateQueries({ queryKey: [org, 'requests'] }),
  })
  return (
    <form
      className="stack"
      onSubmit={submitted => {
        submitted.preventDefault()
        send.mutate()
      }}
    >
      <p className="sub">
        Parley stores, reads and matches it like a call of {platform}, and marks it as a sample. The person is
        made up, so it counts for no message.
      </p>
      <Select
        label="Event"
        value={event}
        onChange={setEvent}
        options={(expected?.items ?? []).map(({ type, name }) => ({ value: type, label: type, help: name }))}
      />
      {send.error && <Failed error={send.error} />}
      {send.data && (
        <p role="status">
          Stored.{' '}
          <Link to="/o/$org/events" params={{ org }} search={{ open: send.data.request_id }}>
            See what became of it
          </Link>
        </p>
      )}
      <DialogActions>
        <Button onPress={close}>Close</Button>
        <Button type="submit" kind="primary" isPending={send.isPending}>
          Send
        </Button>
      </DialogActions>
    </form>
  )
}
