import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { orgQuery } from '../../api/org-queries.ts'
import { momentInWords, type Precision } from '../../words/time.ts'

interface Props {
  /** ISO 8601. */
  readonly at: string
  readonly precision?: Precision
  /** Instead of the time. The time is the title then. */
  readonly shown?: string
}

/** A moment in the organisation's time zone. */
export function When({ at, precision = 'minute', shown }: Props) {
  const zone = useZone()
  return (
    <time dateTime={at} title={momentInWords(at, zone, 'second')}>
      {shown ?? momentInWords(at, zone, precision)}
    </time>
  )
}

/** The organisation's time zone; UTC until it is known. */
export function useZone(): string {
  const { org } = useParams({ strict: false })
  const { data } = useQuery({ ...orgQuery(org ?? ''), enabled: org !== undefined })
  return data?.timezone ?? 'UTC'
}
