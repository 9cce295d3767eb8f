import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Replay } from '../../../../src/features/inbound-log/replay-schema.ts'
import { call, path } from '../../api/call.ts'
import { platformHealthQuery } from '../../api/platform-health.ts'
import { Button } from '../../kit/controls/button.tsx'
import { Select } from '../../kit/controls/select.tsx'
import { Dialog, DialogActions, DialogTrigger } from '../../kit/overlays/dialog.tsx'
import { Failed } from '../../kit/states/failed.tsx'

const DAY_MS = 86_400_000
const DAYS = [
  { value: '1', label: 'Of the last 24 hours' },
  { value: '7', label: 'Of the last 7 days' },
  { value: '30', label: 'Of the last 30 days' },
] as const
const EVERY = ''

interface Props {
  readonly org: string
  readonly kind?: 'primary' | 'plain'
}

/** Asks which calls to read again, and starts. */
export const StartReplay = ({ org, kind = 'plain' }: Props) => (
  <DialogTrigger>
    <Button kind={kind} needs="operate">
      Read calls again
    </Button>
    <Dialog title="Read calls again">{close => <Form org={org} close={close} />}</Dialog>
  </DialogTrigger>
)

function Form({ org, close }: { readonly org: string; readonly close: () => void }) {
  const { data: platforms } = useQuery(platformHealthQuery(org))
  const [days, setDays] = useState<(typeof DAYS)[number]['value']>('7')
  const [platform, setPlatform] = useState<string>(EVERY)
  const client = useQueryClient()
  const start = useMutation({
    mutationFn: () => {
      const from = new Date(Date.now() - Number(days) * DAY_MS).toISOString()
      const filter = { from, ...(platform !== EVERY && { platform }) }
      return call<Replay>('POST', path`/orgs/${org}/requests/replay`, { body: { filter } })
    },
    async onSuccess() {
      await client.invalidateQueries({ queryKey: [org, 'replays'] })
      close()
    },
  })
  return (
    <div className="stack">
      <p className="sub">
        Parley reads them with the present settings, in the order of their arrival. Each new result replaces
        the old one. New calls are read meanwhile.
      </p>
      <Select label="Calls" options={DAYS} value={days} onChange={setDays} />
      <Select
        label="Platform"
        options={[
          { value: EVERY, label: 'All platforms' },
          ...(platforms?.items ?? []).map(({ slug, name }) => ({ value: slug, label: name })),
        ]}
        value={platform}
        onChange={setPlatform}
      />
      {start.error && <Failed error={start.error} />}
      <DialogActions>
        <Button onPress={close}>Cancel</Button>
        <Button kind="primary" isPending={start.isPending} onPress={() => start.mutate()}>
          Read again
        </Button>
      </DialogActions>
    </div>
  )
}
