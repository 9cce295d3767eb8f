import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { Static } from 'typebox'
import type { SampleStored } from '../../../../src/features/connections/schema.ts'
import { call, path } from '../../api/call.ts'
import { platformHealthQuery } from '../../api/platform-health.ts'
import { toProblem } from '../../api/problem.ts'
import { Button } from '../../kit/controls/button.tsx'
import { Select } from '../../kit/controls/select.tsx'
import { TextField } from '../../kit/controls/text-field.tsx'
import { Dialog, DialogActions, DialogTrigger } from '../../kit/overlays/dialog.tsx'
import { Failed } from '../../kit/states/failed.tsx'

const EVENTS = ['send', 'delivery', 'open', 'click', 'conversion', 'unsubscribe', 'bounce'] as const

interface Props {
  readonly org: string
  readonly kind?: 'primary' | 'plain'
}

/** Makes a report as a platform would send it, marked as a sample, and opens it. */
export const SendSample = ({ org, kind = 'plain' }: Props) => (
  <DialogTrigger>
    <Button kind={kind} needs="operate">
      Send a sample
    </Button>
    <Dialog title="Send a sample">{close => <SampleForm org={org} close={close} />}</Dialog>
  </DialogTrigger>
)

function SampleForm({ org, close }: { readonly org: string; readonly close: () => void }) {
  const { data: platforms } = useQuery(platformHealthQuery(org))
  const [platform, setPlatform] = useState('events')
  const [event, setEvent] = useState<(typeof EVENTS)[number]>('open')
  const [trackingId, setTrackingId] = useState('')
  const navigate = useNavigate()
  const client = useQueryClient()
  const send = useMutation({
    mutationFn: () =>
      call<Static<typeof SampleStored>>('POST', path`/orgs/${org}/platforms/${platform}/sample`, {
        body: { event, ...(trackingId.trim() !== '' && { tracking_id: trackingId.trim() }) },
      }),
    async onSuccess({ request_id }) {
      await client.invalidateQueries({ queryKey: [org, 'requests'] })
      close()
      await navigate({ to: '/o/$org/events', params: { org }, search: { open: request_id } })
    },
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
      <Select
        label="Platform"
        options={(platforms?.items ?? []).map(({ slug, name }) => ({ value: slug, label: name }))}
        value={platform}
        onChange={setPlatform}
      />
      <Select
        label="Event"
        options={EVENTS.map(value => ({ value, label: value }))}
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
      <DialogActions>
        <Button onPress={close}>Cancel</Button>
        <Button type="submit" kind="primary" isPending={send.isPending}>
          Send
        </Button>
      </DialogActions>
    </form>
  )
}
