import type { ExportedDay } from './export-days.ts'
import type { Published } from './publish-day.ts'

/** What was written of a day, for a terminal. */
export const describeExport = ({ day, decisions, events }: ExportedDay): string =>
  `${day.name}: ${described(decisions, 'decisions')}, ${described(events, 'rows of events')}.`

const described = ({ rows, files }: Published, what: string): string =>
  `${rows} ${what} in ${files} ${files === 1 ? 'file' : 'files'}`
