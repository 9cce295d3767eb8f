import { useParams } from '@tanstack/react-router'
import type { Overview } from '../../../../src/features/overview/schema.ts'
import { usePlatformName } from '../../api/platform-health.ts'
import { Select } from '../../kit/controls/select.tsx'
import { TextField } from '../../kit/controls/text-field.tsx'
import { channelInWords } from '../../words/channels.ts'
import css from './filters.module.css'

interface Props {
  readonly overview: Overview
  /** How many templates fit, of each status. */
  readonly counts: Readonly<Record<string, number>> | undefined
  readonly given: {
    readonly q?: string | undefined
    readonly status?: string | undefined
    readonly channel?: string | undefined
    readonly platform?: string | undefined
  }
  readonly onChange: (search: Readonly<Record<string, unknown>>) => void
}

const ANY = 'any'

/** Search and filters of the list, with how many there are of each. */
export function Filters({ overview: { templates }, counts, given, onChange }: Props) {
  const { org } = useParams({ from: '/o/$org' })
  const nameOf = usePlatformName(org)
  const channels = [...new Set(templates.map(({ channel }) => channel))].toSorted()
  const platforms = [...new Set(templates.flatMap(template => template.platforms))].toSorted()
  const withCount = (label: string, of: string) => (counts ? `${label} (${counts[of]})` : label)
  const choose = (name: string) => (value: string) => onChange({ [name]: value === ANY ? undefined : value })
  return (
    <div className={css['filters']}>
      <TextField
        label="Search"
        placeholder="Name, id, channel or platform"
        value={given.q ?? ''}
        onChange={q => onChange({ q: q === '' ? undefined : q })}
        autoComplete="off"
      />
      <Select
        label="Status"
        value={given.status ?? ANY}
        onChange={choose('status')}
        options={[
          { value: ANY, label: withCount('All', 'all') },
          { value: 'active', label: withCount('Active', 'active') },
          { value: 'draft', label: withCount('Draft', 'draft') },
          { value: 'shipped', label: withCount('Shipped', 'shipped') },
          { value: 'archived', label: withCount('Archived', 'archived') },
        ]}
      />
      <Select
        label="Channel"
        value={given.channel ?? ANY}
        onChange={choose('channel')}
        options={[
          { value: ANY, label: 'All' },
          ...channels.map(value => ({ value, label: channelInWords(value) })),
        ]}
      />
      <Select
        label="Platform"
        value={given.platform ?? ANY}
        onChange={choose('platform')}
        options={[{ value: ANY, label: 'All' }, ...platforms.map(value => ({ value, label: nameOf(value) }))]}
      />
    </div>
  )
}
