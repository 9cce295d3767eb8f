import { bytesInWords } from './numbers.ts'

interface Growing {
  readonly kept_by: 'requests_days' | 'events_days' | null
  readonly bytes_per_day: number
  readonly oldest_at: string | null
}

/** What a retention will need once it is full, at the growth of now; null while nothing is stored. */
export function sizeAfter(
  tables: readonly Growing[],
  kept: 'requests_days' | 'events_days',
  days: number,
): string | null {
  const some = tables.filter(table => table.kept_by === kept && table.oldest_at !== null)
  if (some.length === 0 || Number.isNaN(days)) return null
  return bytesInWords(Math.round(some.reduce((sum, table) => sum + table.bytes_per_day, 0) * days))
}

const NAMES: Readonly<Record<string, string>> = {
  decisions: 'Choices of wordings',
  messages: 'Messages and what happened to them',
  events: 'Reports',
  attributions: 'What counts for which message',
  metric_credits: 'What counts for metrics of your own',
  inbound_requests: 'Raw webhook calls',
  deliveries: 'Messages that Parley sent',
  feedback_deliveries: 'Deliveries of feedback webhooks',
  profile_writes: 'Wordings written to profiles',
  audit_entries: 'Audit log',
}

export const tableInWords = (name: string): string => NAMES[name] ?? name
