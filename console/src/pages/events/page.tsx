import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { memo, useCallback, useMemo } from 'react'
import { addressOf, path } from '../../api/call.ts'
import { orgQuery } from '../../api/org-queries.ts'
import { usePlatformName } from '../../api/platform-health.ts'
import { Button } from '../../kit/controls/button.tsx'
import { LinkButton } from '../../kit/controls/link-button.tsx'
import { cx } from '../../kit/cx.ts'
import { PageHeader } from '../../kit/page/page-header.tsx'
import { Banner } from '../../kit/show/banner.tsx'
import { Chip } from '../../kit/show/chip.tsx'
import { useSingleKeys } from '../../kit/single-keys.ts'
import { SendSample } from '../../parts/send-sample.tsx'
import { Bar } from './bar.tsx'
import { Calls } from './calls.tsx'
import css from './events.module.css'
import { LENGTH_MS } from './filter.ts'
import { Filters, rangeInWords } from './filters.tsx'
import { rowId } from './list.tsx'
import { LiveSwitch } from './live-switch.tsx'
import { Panel } from './panel.tsx'
import { unmappedQuery } from './queries.ts'
import { type Log, useLog } from './use-log.ts'

/** The log of webhook calls: what arrived, and what became of it. */
export function Page() {
  const { org } = useParams({ from: '/o/$org' })
  const search = useSearch({ from: '/o/$org/events' })
  const navigate = useNavigate({ from: '/o/$org/events' })
  const log = useLog(org, search)
  const { counts, live, isOn, above } = log
  const interval = counts?.interval ?? 'minute'
  const pick = useCallback(
    ({ at }: { readonly at: string }) => {
      const to = new Date(Date.parse(at) + LENGTH_MS[interval]).toISOString()
      void navigate({ search: known => ({ ...known, from: at, to, open: undefined }) })
    },
    [navigate, interval],
  )
  return (
    <>
      <Head org={org} query={log.query} />
      <div className="stack">
        {counts && <Bar summary={counts} title={rangeInWords(search)} onPick={pick} />}
        <div className={css['filters']}>
          <LiveSwitch live={live} counts={counts} isOn={isOn} />
          <Filters summary={counts} />
          {above > 0 && (
            <span className={css['above']}>
              <Button kind="quiet" size="small" onPress={log.release}>
                {above >= 200 ? '200 or more' : above} new above
              </Button>
            </span>
          )}
        </div>
        {isOn && (live.state === 'lost' || live.state === 'refused') && (
          <Banner tone="warning">
            {live.state === 'lost'
              ? 'The stream is lost. The browser connects again by itself and continues where it was.'
              : 'You follow the log in three windows already. This one is read again every 10 seconds.'}
          </Banner>
        )}
        <div className={cx(css['columns'], search.open !== undefined && css['withPanel'])}>
          <div>
            <Calls log={log} />
          </div>
          {search.open !== undefined && <OpenCall id={search.open} org={org} log={log} />}
        </div>
      </div>
    </>
  )
}

const Head = memo(({ org, query }: { readonly org: string; readonly query: Log['query'] }) => {
  const { data: organisation } = useQuery(orgQuery(org))
  const { data: unmapped } = useQuery(unmappedQuery(org))
  const kept = organisation?.retention.requests_days
  const count = unmapped?.items.length ?? 0
  return (
    <PageHeader
      title="Events"
      sub={`Every call that arrived, and what became of it.${kept === undefined ? '' : ` Kept for ${kept} days.`}`}
      exports={[{ label: 'calls (CSV)', href: addressOf(path`/orgs/${org}/requests.csv`, query) }]}
      api={{ path: path`/orgs/${org}/requests`, query }}
      actions={
        <>
          <LinkButton to="/o/$org/events/names" params={{ org }}>
            Names seen{' '}
            {count > 0 && <Chip tone="warning">{count >= 100 ? '100 or more' : count} not known</Chip>}
          </LinkButton>
          <SendSample />
        </>
      }
    />
  )
})

interface OpenProps {
  readonly id: string
  readonly org: string
  readonly log: Log
}

/** The open call. The arrow keys go through the list, Escape closes it. */
function OpenCall({ id, org, log: { rows } }: OpenProps) {
  const navigate = useNavigate({ from: '/o/$org/events' })
  const platformOf = usePlatformName(org)
  const place = rows.findIndex(row => row.id === id)
  const previous = place > 0 ? rows[place - 1]?.id : undefined
  const next = place >= 0 ? rows[place + 1]?.id : undefined
  const moves = useMemo(() => {
    const show = (open: string | undefined) =>
      void navigate({
        search: known => ({ ...known, open, view: open === undefined ? undefined : known.view }),
        resetScroll: false,
      })
    const goTo = (to: string) => () => {
      document.getElementById(rowId(to))?.scrollIntoView({ block: 'nearest' })
      show(to)
    }
    const close = () => {
      document.getElementById(rowId(id))?.focus()
      show(undefined)
    }
    return {
      close,
      newer: previous === undefined ? undefined : goTo(previous),
      older: next === undefined ? undefined : goTo(next),
    }
  }, [navigate, id, previous, next])
  const keys = useMemo(
    () => ({
      Escape: moves.close,
      ...(moves.newer && { ['ArrowUp']: moves.newer }),
      ...(moves.older && { ['ArrowDown']: moves.older }),
    }),
    [moves],
  )
  useSingleKeys(keys)
  return (
    <Panel
      id={id}
      platformOf={platformOf}
      onClose={moves.close}
      onPrevious={moves.newer}
      onNext={moves.older}
    />
  )
}
