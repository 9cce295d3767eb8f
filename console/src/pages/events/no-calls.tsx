import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { platformHealthQuery } from '../../api/platform-health.ts'
import { Button } from '../../kit/controls/button.tsx'
import { Snippet } from '../../kit/show/snippet.tsx'
import { useZone } from '../../kit/show/when.tsx'
import { Empty } from '../../kit/states/empty.tsx'
import { SendSample } from '../../parts/send-sample.tsx'
import { momentInWords } from '../../words/time.ts'
import css from './no-calls.module.css'

interface Props {
  readonly org: string
  readonly isFiltered: boolean
  readonly isFollowed: boolean
  /** When the page began to listen, in milliseconds. */
  readonly since: number
  /** Calls of the period, whatever the filters. */
  readonly total: number
}

/** No row: the filters hide all, nothing came in this time, or nothing ever came. */
export function NoCalls({ org, isFiltered, isFollowed, since, total }: Props) {
  const navigate = useNavigate({ from: '/o/$org/events' })
  const { data: platforms } = useQuery(platformHealthQuery(org))
  const zone = useZone()
  const hasEver = platforms?.items.some(({ health }) => health.status !== 'never-seen') ?? false
  if (isFiltered)
    return (
      <Empty
        title={total > 0 ? 'The filters hide every call' : 'No call in this time'}
        action={<Button onPress={() => void navigate({ search: {} })}>Clear</Button>}
      />
    )
  const listening = isFollowed && (
    <p className={css['listening']}>
      <span className={css['dot']} /> Listening since {clock(since, zone)}
    </p>
  )
  if (hasEver)
    return (
      <Empty
        title="Nothing in the last hour"
        action={
          <Button onPress={() => void navigate({ search: known => ({ ...known, range: '7d' }) })}>
            Show the last 7 days
          </Button>
        }
      >
        {listening}
      </Empty>
    )
  const addresses = platforms?.items.filter(({ configured, slug }) => configured || slug === 'events') ?? []
  return (
    <Empty title="No call has arrived yet" action={<SendSample kind="primary" />}>
      <p>Platforms and your own backend report here what became of messages. Their addresses:</p>
      {addresses.map(({ slug, name, endpoint_url }) => (
        <Snippet key={slug} label={name} text={endpoint_url} />
      ))}
      {listening}
    </Empty>
  )
}

const clock = (at: number, zone: string): string =>
  momentInWords(new Date(at).toISOString(), zone, 'minute').split(', ').at(-1) ?? ''
