import type { ExportBody, ExportView } from '../../../../src/features/warehouse/export/daily/schema.ts'
import { newPlace, type PlaceDraft, placeBody, placeDraft } from '../../parts/source-form/s3-draft.ts'

/** The export as the form holds it. An empty secret means: the stored one stays. */
export interface Draft {
  readonly place: PlaceDraft
  readonly withPeople: boolean
  /** Five fields of cron; null: only when asked. */
  readonly schedule: string | null
  readonly isPaused: boolean
  /** Empty: yesterday, or the stored one. */
  readonly firstDay: string
}

const NEW: Draft = {
  ...{ place: newPlace, withPeople: false, schedule: '30 3 * * *', isPaused: false, firstDay: '' },
}

export const draftOf = (shown: ExportView | undefined): Draft =>
  shown === undefined
    ? NEW
    : {
        ...{ place: placeDraft(shown.connection), withPeople: shown.with_people, schedule: shown.schedule },
        ...{ isPaused: shown.paused, firstDay: shown.first_day },
      }

/** What is sent. */
export const bodyOf = ({ place, withPeople, schedule, isPaused, firstDay }: Draft): ExportBody => ({
  connection: placeBody(place),
  ...{ with_people: withPeople, schedule: schedule?.trim() ?? null, paused: isPaused },
  ...(firstDay !== '' && { first_day: firstDay }),
})
