import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import type { Static } from 'typebox'
import type { SampleStored } from '../../../src/features/connections/schema.ts'
import { call, path } from '../api/call.ts'
import { platformHealthQuery } from '../api/platform-health.ts'
import { expectedEventsQuery } from '../api/platform-queries.ts'
import { toProblem } from '../api/problem.ts'
import { Button } from '../kit/controls/button.tsx'
import { Select } from '../kit/controls/select.tsx'
import { TextField } from '../kit/controls/text-field.tsx'
import { Dialog, DialogActions, DialogTrigger } from '../kit/overlays/dialog.tsx'
import { Failed } from '../kit/states/failed.tsx'

interface About {
  /** Undefined: the person chooses the platform. */
  readonly platform?: { readonly slug: string; readonly name: string }
  /** Whose ids of the platform the sample has. */
  readonly template?: string
}

interface Props extends About {
  readonly kind?: 'primary' | 'plain'
  readonly size?: 'normal' | 'small'
}

/** Makes a report as a platform would send it, marked as a sample. */
export const SendSample = ({ kind = 'plain', size = 'normal', ...about }: Props) => (
  <DialogTrigger>
    <Button kind={kind} size={size} needs="operate">
      Send a sample
    </Button>
    <Dialog title={about.platform ? `A sample of ${about.platform.name}` : 'Send a sample'}>
      {close => <SampleForm {...about} close={close} />}
    </Dialog>
  </DialogTrigger>
)

function SampleForm({ platform, template, close }: About & { readonly close: () => void }) {
  const { org } = useParams({ from: '/o/$org' })
  const [chosen, setChosen] = useState(platform?.slug ?? 'events')
  const [event, setEvent] = useState('open')
  const [trackingId, setTrackingId] = useState('')
  const { data: platforms } = useQuery({ ...platformHealthQuery(org), enabled: platform === undefined })
  const { data: expected } = useQuery(expectedEventsQuery(org, chosen))
  const client = useQueryClient()
  const send = useMutation({
    mutationFn: () =>
      call<Static<typeof SampleStored>>('POST', path`/orgs/${org}/platforms/${chosen}/sample`, {
        body: {
          event,
          ...(template !== undefined && { template_id: template }),
          ...(trackingId.trim() !== '' && { tracking_id: trackingId.trim() }),
        },
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
        Parley stores, reads and matches it like any call. It is marked as a sample. The person is made up, so
        it counts for no message unless you name one.
      </p>
      {platform === undefined && (
        <Select
          label="Platform"
          options={(platforms?.items ?? []).map(({ slug, name }) => ({ value: slug, label: name }))}
          value={chosen}
          onChange={setChosen}
        />
      )}
      <Select
        label="Event"
        options={(expected?.items ?? []).map(({ type, name }) => ({ value: type, label: type, help: name }))}
        value={event}
        onChange={setEvent}
      />
      <TextField
        label="Tracking id"
        help="Of a message, for a sample that counts. Optional."
        value={trackingId}
        onChange={setTrackingId}
        isCode
        {...(send.error && { error: toProblem(send.error).of('/tracking_id') })}
      />
      {send.error && <Failed error={send.error} />}
      {send.data && (
        <p role="status">
          Stored.{' '}
          <Link to="/o/$org/events" params={{ org }} search={{ open: send.data.request_id }} onClick={close}>
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
