import { useQuery } from '@tanstack/react-query'
import { useSearch } from '@tanstack/react-router'
import { useMemo } from 'react'
import type { TemplateView } from '../../../../src/features/templates/schema.ts'
import type { VariantView } from '../../../../src/features/templates/variant-schema.ts'
import { usePermission } from '../../api/permission.ts'
import { previewQuery } from '../../api/wording-queries.ts'
import { useDebounced } from '../../kit/use-debounced.ts'
import { Conflict } from './conflict.tsx'
import { contentOf } from './content.ts'
import { Editor } from './editor.tsx'
import { PreviewColumn } from './preview-column.tsx'
import type { Place } from './queries.ts'
import { Replaced } from './replaced.tsx'
import { useDeskKeys } from './use-desk-keys.ts'
import { draftName, useDraft } from './use-draft.ts'
import { usePerson } from './use-person.ts'
import { useSaving } from './use-saving.ts'
import css from './variants.module.css'
import type { Wording } from './wordings.ts'

const SETTLE_MS = 300

export interface DeskProps {
  readonly place: Place
  readonly template: TemplateView
  readonly wording: Wording
  readonly control: Wording | undefined
  readonly saved: VariantView
  readonly etag: string | null
}

/** The editor of one wording, and the preview at its side. */
export function Desk({ place, template, wording, control, saved, etag }: DeskProps) {
  const { device = 'phone' } = useSearch({ from: '/o/$org/templates/$tpl/variants' })
  const content = useMemo(() => contentOf(saved), [saved])
  const draft = useDraft(draftName(place, saved.id), content, etag)
  const saving = useSaving(place, saved, draft)
  const person = usePerson(place)
  const mayEdit = usePermission('edit')
  const settled = useDebounced(draft.content, SETTLE_MS)
  const { fields, attrs } = person.person
  const preview = useQuery({
    ...previewQuery(place.org, place.template, {
      ...{ vars: settled.vars, targets: settled.attrs, fields, attrs },
      page: device !== 'plain',
    }),
    enabled: mayEdit,
  })
  const problems = preview.data?.findings.filter(({ severity }) => severity === 'error').length ?? 0
  const isChecked = preview.data !== undefined && !preview.isPlaceholderData && settled === draft.content
  const isReplaced = saved.replaced_by !== null
  const isBehind = !isReplaced && draft.isDirty && draft.etag !== etag
  const isReadOnly =
    !mayEdit ||
    saved.status === 'archived' ||
    template.status === 'archived' ||
    (template.status === 'shipped' && saved.status === 'approved')
  const canApprove = !isReadOnly && !isBehind && isChecked && problems === 0 && saved.status === 'draft'
  useDeskKeys({
    save: () => !isReadOnly && !isBehind && saving.save(),
    approve: () => canApprove && saving.save('approved'),
  })
  return (
    <>
      <div className={css['editor']}>
        {saved.replaced_by !== null && <Replaced place={place} draft={draft} by={saved.replaced_by} />}
        {isBehind && <Conflict draft={draft} theirs={saved} etag={etag} />}
        <Editor
          {...{ place, template, wording, saved, draft, saving, isReadOnly, canApprove, problems }}
          preview={preview.data}
          sampled={person.sampled}
          isBehind={isBehind}
        />
      </div>
      <PreviewColumn {...{ place, template, person, device, control }} preview={preview} />
    </>
  )
}
