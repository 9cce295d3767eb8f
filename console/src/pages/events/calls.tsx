import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { usePlatformName } from '../../api/platform-health.ts'
import { useWordings } from '../../api/wordings.ts'
import { Button } from '../../kit/controls/button.tsx'
import { useZone } from '../../kit/show/when.tsx'
import { Loaded } from '../../kit/states/loaded.tsx'
import { callsInWords } from '../../words/log-bar.ts'
import { momentInWords } from '../../words/time.ts'
import css from './events.module.css'
import { isFiltered } from './filter.ts'
import { List } from './list.tsx'
import { NoCalls } from './no-calls.tsx'
import { ROWS_MAX } from './rows.ts'
import type { Log } from './use-log.ts'

/** The list of calls with its foot, or what stands in its place. */
export function Calls({ log }: { readonly log: Log }) {
  const { org } = useParams({ from: '/o/$org' })
  const search = useSearch({ from: '/o/$org/events' })
  const zone = useZone()
  const { calls, rows, interval, counts, isOn, openedAt } = log
  const platformOf = usePlatformName(org)
  const wordings = useWordings(
    org,
    rows.flatMap(({ template_id }) => template_id ?? []),
  )
  const isNarrowed = isFiltered(search) || search.range !== undefined || search.from !== undefined
  return (
    <Loaded query={calls}>
      {() =>
        rows.length === 0 && !calls.hasNextPage ? (
          <NoCalls
            org={org}
            isFiltered={isNarrowed}
            isFollowed={isOn}
            since={openedAt}
            total={counts?.total ?? 0}
          />
        ) : (
          <>
            <List
              rows={rows}
              open={search.open}
              zone={zone}
              hasDays={interval !== 'minute'}
              platformOf={platformOf}
              templateOf={wordings.nameOf}
              letterOf={wordings.letterOf}
            />
            <Foot log={log} zone={zone} />
          </>
        )
      }
    </Loaded>
  )
}

/** How much is shown, how far a search reaches, and older calls. */
function Foot({ log: { calls, rows }, zone }: { readonly log: Log; readonly zone: string }) {
  const navigate = useNavigate({ from: '/o/$org/events' })
  const completeBackTo = calls.data?.pages.at(-1)?.complete_back_to ?? null
  const isFull = rows.length >= ROWS_MAX
  const older = () =>
    void navigate({ search: known => ({ ...known, to: rows.at(-1)?.received_at, from: undefined }) })
  return (
    <div className={css['foot']}>
      <span className="meta num">
        {rows.length === 0
          ? 'None of the newest calls match.'
          : `${callsInWords(rows.length)} shown, at most ${ROWS_MAX}.`}
      </span>
      {completeBackTo !== null && (
        <span className="meta">
          Texts of payloads are complete back to {momentInWords(completeBackTo, zone, 'minute')}.
        </span>
      )}
      {calls.hasNextPage && !isFull && (
        <Button size="small" isPending={calls.isFetchingNextPage} onPress={() => void calls.fetchNextPage()}>
          Load older
        </Button>
      )}
      {isFull && (
        <Button size="small" onPress={older}>
          Go on to older calls
        </Button>
      )}
    </div>
  )
}
