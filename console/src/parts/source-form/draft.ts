import type { ColumnName } from '../../../../src/features/warehouse/reader/columns.ts'
import type {
  ConnectionBody,
  ConnectionView,
} from '../../../../src/features/warehouse/sources/connections.ts'
import type { SourceBody, SourceView } from '../../../../src/features/warehouse/sources/schema.ts'
import type { ApiProblem } from '../../api/problem.ts'
import { newS3, type S3Draft, s3Body, s3Draft } from './s3-draft.ts'
import { newShare, type ShareDraft, shareBody, shareDraft } from './share-draft.ts'

/** Where the rows are, as the form holds it. One for each kind. */
type ConnectionDraft = S3Draft | ShareDraft

/** The empty form of each kind. */
export const NEW_CONNECTIONS = { s3: newS3, delta_sharing: newShare } as const

const connectionDraft = (stored: ConnectionView): ConnectionDraft =>
  stored.kind === 's3' ? s3Draft(stored) : shareDraft(stored)

const connectionBody = (draft: ConnectionDraft): ConnectionBody =>
  draft.kind === 's3' ? s3Body(draft) : shareBody(draft)

/** A source as the form holds it. An empty secret means: the stored one stays. */
export interface Draft {
  readonly name: string
  readonly connection: ConnectionDraft
  readonly platform: string
  /** Five fields of cron; null: only when asked. */
  readonly schedule: string | null
  readonly window: string
  /** Whether the export is declared to name no person. */
  readonly isScrubbed: boolean
  /** The export's own names; those that are equal are absent or empty. */
  readonly columns: Readonly<Partial<Record<ColumnName, string>>>
  readonly keeps: 'none' | 'named' | 'all'
  /** Names, with commas between. */
  readonly properties: string
}

/** What each part of the form gets. */
export interface PartProps {
  readonly draft: Draft
  readonly change: (change: Partial<Draft>) => void
  readonly isDisabled: boolean
  readonly problem: ApiProblem | undefined
}

/** The form of a source; of a new one without it. */
export const draftOf = (source: SourceView | undefined): Draft =>
  source === undefined ? NEW : storedDraft(source)

const NEW: Draft = {
  ...{ name: '', platform: 'events', schedule: '15 * * * *', window: '', columns: {} },
  ...{ isScrubbed: false, keeps: 'none', properties: '', connection: newS3 },
}

const storedDraft = ({ columns, properties, connection, scrubbed, ...source }: SourceView) => ({
  ...{ name: source.name, platform: source.platform, schedule: source.schedule },
  ...{ columns, window: source.window ?? '', isScrubbed: scrubbed },
  keeps:
    properties === 'all' ? ('all' as const) : properties.length > 0 ? ('named' as const) : ('none' as const),
  properties: properties === 'all' ? '' : properties.join(', '),
  connection: connectionDraft(connection),
})

/** What is sent. How people are named is set through the API, and stays. */
export const bodyOf = (draft: Draft): Omit<SourceBody, 'paused' | 'people'> => ({
  ...{ name: draft.name.trim(), platform: draft.platform, schedule: draft.schedule?.trim() ?? null },
  window: draft.window.trim() || null,
  scrubbed: draft.isScrubbed,
  columns: Object.fromEntries(
    Object.entries(draft.columns).flatMap(([ours, theirs]) =>
      theirs.trim() === '' ? [] : [[ours, theirs.trim()]],
    ),
  ),
  properties: draft.keeps === 'all' ? 'all' : draft.keeps === 'named' ? namesOf(draft.properties) : [],
  connection: connectionBody(draft.connection),
})

const namesOf = (text: string): string[] => [
  ...new Set(
    text
      .split(',')
      .map(name => name.trim())
      .filter(name => name !== ''),
  ),
]
