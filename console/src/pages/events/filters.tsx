import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { memo } from 'react'
import type { RequestsSummary } from '../../../../src/features/inbound-log/summary/schema.ts'
import { templatesQuery } from '../../api/org-queries.ts'
import { platformHealthQuery } from '../../api/platform-health.ts'
import { Button } from '../../kit/controls/button.tsx'
import { Icon } from '../../kit/icon.tsx'
import { Menu, MenuItem, MenuTrigger } from '../../kit/overlays/menu.tsx'
import { outcomeInWords } from '../../words/calls.ts'
import { numberInWords } from '../../words/numbers.ts'
import css from './events.module.css'
import { namesQuery } from './queries.ts'
import { type EventsSearch, RANGES, type Range } from './search.ts'
import { SearchField } from './search-field.tsx'

const RANGE_WORDS: Readonly<Record<Range, string>> = {
  '1h': 'Last hour',
  '24h': 'Last 24 hours',
  '7d': 'Last 7 days',
  '30d': 'Last 30 days',
}

/** How the page names its period. */
export const rangeInWords = ({ range = '1h', from, to }: EventsSearch): string =>
  from !== undefined || to !== undefined ? 'Chosen time' : RANGE_WORDS[range]

interface Props {
  readonly summary: RequestsSummary | undefined
}

/** The filters of the log, in order. All of them are in the address. */
export const Filters = memo(({ summary }: Props) => {
  const { org } = useParams({ from: '/o/$org' })
  const search = useSearch({ from: '/o/$org/events' })
  const navigate = useNavigate({ from: '/o/$org/events' })
  const change = (next: Partial<EventsSearch>) =>
    void navigate({ search: known => ({ ...known, open: undefined, ...next }) })
  const { data: platforms } = useQuery(platformHealthQuery(org))
  const { data: templates } = useQuery(templatesQuery(org))
  const { data: names } = useQuery(namesQuery(org))
  const nameOf = (slug: string) => platforms?.items.find(each => each.slug === slug)?.name ?? slug
  const counted = (text: string, count: number | undefined) =>
    count === undefined ? text : `${text} · ${numberInWords(count)}`
  return (
    <>
      <FilterMenu
        label="Time"
        all="Last hour"
        value={search.from || search.to ? 'chosen' : (search.range ?? '1h')}
        shown={rangeInWords(search)}
        options={RANGES.map(range => ({ value: range, label: RANGE_WORDS[range] }))}
        onChange={range =>
          change({ range: RANGES.find(each => each === range), from: undefined, to: undefined })
        }
        isClearable={search.from !== undefined || search.to !== undefined}
      />
      <FilterMenu
        label="Source"
        all="All sources"
        value={search.platform}
        shown={search.platform && nameOf(search.platform)}
        options={optionsOf(Object.keys(summary?.by_platform ?? {}), search.platform).map(slug => ({
          value: slug,
          label: counted(nameOf(slug), summary?.by_platform[slug]),
        }))}
        onChange={platform => change({ platform })}
      />
      <FilterMenu
        label="Outcome"
        all="Any outcome"
        value={search.outcome}
        shown={search.outcome && outcomeInWords(search.outcome).text}
        options={optionsOf(
          Object.keys(summary?.by_outcome ?? {}).filter(outcome => outcome !== 'waiting'),
          search.outcome,
        ).map(outcome => ({
          value: outcome,
          label: counted(outcomeInWords(outcome).text, summary?.by_outcome[outcome]),
        }))}
        onChange={outcome => change({ outcome })}
      />
      <FilterMenu
        label="Event"
        all="Any event"
        value={search.event}
        shown={search.event}
        options={optionsOf([...new Set(names?.items.map(({ event }) => event))], search.event).map(event => ({
          value: event,
          label: event,
        }))}
        onChange={event => change({ event })}
      />
      <FilterMenu
        label="Template"
        all="Any template"
        value={search.template}
        shown={
          search.template &&
          (templates?.items.find(({ id }) => id === search.template)?.name ?? search.template)
        }
        options={(templates?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))}
        onChange={template => change({ template })}
      />
      {search.reason !== undefined && (
        <Button size="small" aria-label="Show every reason" onPress={() => change({ reason: undefined })}>
          {search.reason} <Icon name="close" size={12} />
        </Button>
      )}
      <SearchField key={search.q ?? ''} onChange={q => change({ q })} value={search.q} />
    </>
  )
})

const optionsOf = (seen: readonly string[], chosen: string | undefined): readonly string[] =>
  [...new Set([...seen, ...(chosen === undefined ? [] : [chosen])])].sort()

interface FilterMenuProps {
  readonly label: string
  readonly all: string
  readonly value: string | undefined
  readonly shown: string | undefined
  readonly options: readonly { readonly value: string; readonly label: string }[]
  readonly onChange: (value: string | undefined) => void
  readonly isClearable?: boolean
}

const ALL = ''

function FilterMenu({ label, all, value, shown, options, onChange, isClearable = true }: FilterMenuProps) {
  const items = isClearable ? [{ value: ALL, label: all }, ...options] : options
  return (
    <MenuTrigger>
      <Button size="small" aria-label={`${label}: ${shown ?? all}`}>
        <span className={css['chosen']}>{shown ?? all}</span> <Icon name="down" size={12} />
      </Button>
      <Menu
        selectionMode="single"
        selectedKeys={[value ?? ALL]}
        onAction={key => onChange(key === ALL ? undefined : String(key))}
      >
        {items.map(item => (
          <MenuItem key={item.value} id={item.value}>
            {item.label}
          </MenuItem>
        ))}
      </Menu>
    </MenuTrigger>
  )
}
