import { memo } from 'react'
import type { RequestSummary } from '../../../../src/features/inbound-log/schema.ts'
import { cx } from '../../kit/cx.ts'
import { Chip, Letter } from '../../kit/show/chip.tsx'
import { RowLink } from '../../kit/table/row-link.tsx'
import { eventsInWords, resultInWords } from '../../words/calls.ts'
import { momentInWords } from '../../words/time.ts'
import css from './list.module.css'

interface Props {
  readonly rows: readonly RequestSummary[]
  readonly open: string | undefined
  readonly zone: string
  /** Whether the day belongs to the time: the page shows more than one. */
  readonly hasDays: boolean
  readonly platformOf: (slug: string) => string
  readonly templateOf: (id: string) => string
  readonly letterOf: (template: string, variant: string | null) => string | undefined
}

/** The calls, newest first. A row is drawn anew only when something about it changes. */
export const List = ({ rows, open, zone, hasDays, platformOf, templateOf, letterOf }: Props) => (
  <div className={css['frame']}>
    <table className={css['table']} role="table" aria-label="Calls, newest first">
      <thead role="rowgroup">
        <tr role="row">
          {['Time', 'Source, event', 'Person', 'Template', 'Outcome'].map(title => (
            <th key={title} role="columnheader" scope="col">
              {title}
            </th>
          ))}
        </tr>
      </thead>
      <tbody role="rowgroup">
        {rows.map(call => (
          <Row
            key={call.id}
            call={call}
            isOpen={call.id === open}
            zone={zone}
            hasDays={hasDays}
            platform={platformOf(call.platform)}
            template={call.template_id === null ? undefined : templateOf(call.template_id)}
            letter={call.template_id === null ? undefined : letterOf(call.template_id, call.variant_id)}
          />
        ))}
      </tbody>
    </table>
  </div>
)

/** To the millisecond within an hour; with the day, and to the second, in a longer time. */
const timeOf = (at: string, zone: string, hasDays: boolean): string =>
  hasDays
    ? momentInWords(at, zone, 'second')
        .replace(/ \d{4},/, '')
        .replace(/ [^ ]+$/, '')
    : momentInWords(at, zone, 'millisecond')

/** The id of a row's link, for the focus to return to. */
export const rowId = (call: string): string => `call-${call}`

interface RowProps {
  readonly call: RequestSummary
  readonly isOpen: boolean
  readonly zone: string
  readonly hasDays: boolean
  readonly platform: string
  readonly template: string | undefined
  readonly letter: string | undefined
}

const Row = memo(({ call, isOpen, zone, hasDays, platform, template, letter }: RowProps) => {
  const result = resultInWords(call)
  return (
    <tr role="row" className={cx(isOpen && css['open'])} {...(isOpen && { 'aria-current': true })}>
      <th role="rowheader" scope="row">
        <RowLink
          id={rowId(call.id)}
          className={css['time'] ?? ''}
          from="/o/$org/events"
          to="."
          search={known => ({ ...known, open: call.id })}
          preload={false}
          resetScroll={false}
        >
          {timeOf(call.received_at, zone, hasDays)}
        </RowLink>
      </th>
      <td role="cell" data-label="Source, event">
        <code>{eventsInWords(call)}</code>
        <span className="meta">
          {platform}
          {call.sample ? ' · sample' : ''}
        </span>
      </td>
      <td role="cell" data-label="Person" className={css['person']}>
        {call.subject ?? '–'}
      </td>
      <td role="cell" data-label="Template">
        <span className={css['template']}>
          {letter !== undefined && <Letter letter={letter} />}
          <span>{template ?? '–'}</span>
        </span>
      </td>
      <td role="cell" data-label="Outcome">
        <Chip tone={result.tone}>{result.text}</Chip>
      </td>
    </tr>
  )
})
