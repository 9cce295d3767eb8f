import { useQuery } from '@tanstack/react-query'
import { Button } from '../../kit/controls/button.tsx'
import { DialogTrigger } from '../../kit/overlays/dialog.tsx'
import { Failed } from '../../kit/states/failed.tsx'
import { approvalInWords } from '../../words/copy/wording.ts'
import type { EditorProps } from './editor.tsx'
import { startShareQuery } from './queries.ts'
import css from './variants.module.css'
import { Versions } from './versions.tsx'

/** What keeps the wording from people, and the buttons. */
export function EditorFoot({
  place,
  saved,
  draft,
  saving,
  isReadOnly,
  isBehind,
  canApprove,
  problems,
}: EditorProps) {
  const isDraft = saved.status === 'draft'
  const share = useQuery({ ...startShareQuery(place, saved.id), enabled: isDraft })
  const words = saving.makesCopy
    ? 'People got this text, and its figures belong to it. Saving makes a new wording: its figures start at zero.'
    : isDraft
      ? approvalInWords(problems, share.data?.share, saved.control)
      : ''
  return (
    <div className={css['panelFoot']}>
      {saving.refusal && saving.refusal.code !== 'changed-meanwhile' && <Failed error={saving.refusal} />}
      <div className="row between">
        <p className={problems > 0 ? css['problems'] : 'meta'} id="approval">
          {words}
        </p>
        <span className={css['buttons']}>
          <DialogTrigger>
            <Button kind="quiet">History</Button>
            <Versions place={place} variant={saved.id} />
          </DialogTrigger>
          {!saved.control && saved.status !== 'archived' && (
            <Button needs="edit" isPending={saving.isPending} onPress={() => saving.setStatus('archived')}>
              Archive
            </Button>
          )}
          {saved.status === 'archived' && (
            <Button needs="edit" isPending={saving.isPending} onPress={() => saving.setStatus('draft')}>
              Restore as a draft
            </Button>
          )}
          {!isReadOnly && (
            <Button
              needs="edit"
              kind={isDraft ? 'plain' : 'primary'}
              isDisabled={!draft.isDirty || isBehind}
              isPending={saving.isPending}
              onPress={() => saving.save()}
            >
              {saving.makesCopy ? 'Save as a new wording' : 'Save'}
            </Button>
          )}
          {isDraft && (
            <Button
              needs="edit"
              kind="primary"
              aria-describedby="approval"
              isDisabled={!canApprove}
              isPending={saving.isPending}
              onPress={() => saving.save('approved')}
            >
              {draft.isDirty ? 'Save and approve' : 'Approve'}
            </Button>
          )}
        </span>
      </div>
    </div>
  )
}
