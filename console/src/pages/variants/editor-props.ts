import type { SampledFields } from '../../../../src/features/call-samples/schema.ts'
import type { Preview } from '../../../../src/features/templates/preview/preview-schema.ts'
import type { TemplateView } from '../../../../src/features/templates/schema.ts'
import type { VariantView } from '../../../../src/features/templates/variant-schema.ts'
import type { Place } from './queries.ts'
import type { Draft } from './use-draft.ts'
import type { Saving } from './use-saving.ts'
import type { Wording } from './wordings.ts'

export interface EditorProps {
  readonly place: Place
  readonly template: TemplateView
  readonly wording: Wording
  readonly saved: VariantView
  readonly draft: Draft
  readonly saving: Saving
  readonly preview: Preview | undefined
  readonly sampled: SampledFields | undefined
  readonly isReadOnly: boolean
  readonly isBehind: boolean
  readonly canApprove: boolean
  readonly problems: number
}
