import { useNavigate } from '@tanstack/react-router'
import { Button } from '../../kit/controls/button.tsx'
import { keep } from '../../kit/kept.ts'
import { Banner } from '../../kit/show/banner.tsx'
import type { Place } from './queries.ts'
import { type Draft, draftName } from './use-draft.ts'

interface Props {
  readonly place: Place
  readonly draft: Draft
  /** The id of the wording that has taken the place of this one. */
  readonly by: string
}

/** Leads from a former text to its new version. An unsaved text goes along, and the new page compares it. */
export function Replaced({ place, draft, by }: Props) {
  const navigate = useNavigate({ from: '/o/$org/templates/$tpl/variants' })
  const { content, isDirty } = draft
  function go() {
    if (isDirty) {
      draft.discard()
      keep(draftName(place, by), { content, etag: null, at: new Date().toISOString() })
    }
    void navigate({ search: before => ({ ...before, v: by }) })
  }
  return (
    <Banner
      tone="accent"
      actions={
        <Button size="small" onPress={go}>
          {isDirty ? 'Take my text there' : 'Open the new version'}
        </Button>
      }
    >
      A new version has taken the place of this text, which keeps its figures.
      {isDirty && ' Your unsaved text is not lost.'}
    </Banner>
  )
}
