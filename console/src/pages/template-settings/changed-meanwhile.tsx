import { useQuery } from '@tanstack/react-query'
import { Button } from '../../kit/controls/button.tsx'
import { Banner } from '../../kit/show/banner.tsx'
import { Failed } from '../../kit/states/failed.tsx'
import { differencesOf } from '../../words/template-settings.ts'
import { useEditing, type Version, versionQuery } from './editing.tsx'

interface Props {
  readonly org: string
  /** The own change is to be sent again. */
  readonly onDecided: () => void
}

/** Somebody else has changed the template since this page was opened: both can be seen, and neither is lost. */
export function ChangedMeanwhile({ org, onDecided }: Props) {
  const { version, accept, show } = useEditing()
  const fresh = useQuery({
    ...versionQuery(org, version.answer.id),
    // What is kept is older than the other change.
    staleTime: 0,
    refetchOnMount: 'always',
  })
  if (fresh.error) return <Failed error={fresh.error} onRetry={() => fresh.refetch()} />
  const { data } = fresh
  if (data === undefined || fresh.isFetching) return null
  const decide = (take: (version: Version) => void) => () => {
    take(data)
    onDecided()
  }
  return (
    <div role="alert">
      <Banner
        tone="warning"
        actions={
          <>
            <Button size="small" onPress={decide(show)}>
              Take theirs
            </Button>
            <Button size="small" onPress={decide(accept)}>
              Keep mine, then save
            </Button>
          </>
        }
      >
        <strong>Somebody else has changed this template since you opened the page.</strong>
        <ul>
          {differencesOf(version.answer, data.answer).map(({ field, before, after }) => (
            <li key={field}>
              {field}: <del>{before}</del> <span aria-hidden="true">→ </span>
              <ins>{after}</ins>
            </li>
          ))}
        </ul>
      </Banner>
    </div>
  )
}
