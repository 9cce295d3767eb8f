import { useMutation } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import type { Replay } from '../../../../src/features/inbound-log/replay-schema.ts'
import { call, path } from '../../api/call.ts'
import { Button } from '../../kit/controls/button.tsx'
import { Banner } from '../../kit/show/banner.tsx'
import { Failed } from '../../kit/states/failed.tsx'
import { numberInWords } from '../../words/numbers.ts'
import type { SavedMapping } from './queries.ts'

interface Props {
  readonly org: string
  readonly replay: SavedMapping['replay']
}

/** After a change of meaning: what a replay would change, and the replay as a job. */
export function ReplayOffer({ org, replay }: Props) {
  const navigate = useNavigate()
  const start = useMutation({
    mutationFn: () =>
      call<Replay>('POST', path`/orgs/${org}/requests/replay`, { body: { filter: replay.filter } }),
    onSuccess: ({ id }) => navigate({ to: '/o/$org/events/replays', params: { org }, search: { open: id } }),
  })
  if (!replay.suggested) return <p className="meta">Earlier calls keep their meaning: none would change.</p>
  return (
    <>
      <Banner
        tone="accent"
        actions={
          <Button needs="operate" isPending={start.isPending} onPress={() => start.mutate()}>
            Read them again
          </Button>
        }
      >
        {numberInWords(replay.events)} events with {numberInWords(replay.names)}{' '}
        {replay.names === 1 ? 'name' : 'names'} arrived before. They can be read again with the new meaning.
        Nothing is counted twice.
      </Banner>
      {start.error && <Failed error={start.error} />}
    </>
  )
}
