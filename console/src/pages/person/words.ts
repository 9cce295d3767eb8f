import { outcomeInWords } from '../../words/calls.ts'
import type { Entry } from './entries.ts'

const ARMS: Readonly<Record<string, string>> = {
  control: 'control wording',
  fallback: 'control wording, outside the experiment',
}

/** What an entry of a history is, in one line. @param nameOf the name of a template by its id */
export function entryInWords(entry: Entry, nameOf: (template: string) => string): string {
  if (entry.kind === 'message') {
    const { template_id, variant_name, arm, sent_at } = entry.decision
    const wording = ARMS[arm] ?? `wording “${variant_name ?? 'deleted'}”`
    return `${nameOf(template_id)}, ${wording}${sent_at === null ? ', not reported as sent' : ''}`
  }
  const { event, credits } = entry
  const name = event.name ?? event.native_event
  const amount = event.value === null ? '' : `, ${event.value} ${event.currency ?? ''}`.trimEnd()
  const result =
    entry.kind === 'conversion' && credits.length > 1
      ? `counts for ${credits.length} messages`
      : outcomeInWords(event.outcome).text.toLowerCase()
  return `${name}${amount}: ${result}`
}

/** Why an event counts, or why not, as a sentence. */
export function whyInWords(entry: Entry): string {
  if (entry.kind === 'message') return ''
  if (entry.event.why_not) return entry.event.why_not.detail
  return entry.credits.map(({ reason }) => reason).join(' ')
}

/** What the table of a past choice says when it is asked once more. */
export function askedAgainInWords(asked: {
  readonly table: { readonly kept: boolean; readonly row: number | null } | null
  readonly asked_again: { readonly same: boolean; readonly row: number | null } | null
}): string {
  if (asked.table === null) return 'No table made this choice, so there is nothing to ask again.'
  if (!asked.table.kept || asked.asked_again === null) return 'Its table is no longer stored.'
  const row = asked.asked_again.row === null ? 'the evenly divided part' : `row ${asked.asked_again.row}`
  return asked.asked_again.same
    ? `Same table, ${row}, same answer.`
    : `The table answers another wording at ${row}. This should not be: please report it.`
}
