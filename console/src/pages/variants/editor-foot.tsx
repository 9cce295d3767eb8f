import { useQuery } from '@tanstack/react-query'
import { Button } from '../../kit/controls/button.tsx'
import { DialogTrigger } from '../../kit/overlays/dialog.tsx'
import { Failed } from '../../kit/states/failed.tsx'
import { approvalInWords, newVersionInWords } from '../../words/copy/wording.ts'
import type { EditorProps } from './editor-props.ts'
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
  const approval = isDraft ? approvalInWords(problems, share.data?.share, saved.control) : ''
  const version = saving.servedTo > 0 ? newVersionInWords(saving.servedTo) : ''
  return (
    <div className={css['panelFoot']}>
      {saving.refusal && saving.refusal.code !== 'changed-meanwhile' && <Failed error={saving.refusal} />}
      <div className="row between">
        <p className={problems > 0 ? css['problems'] : 'meta'} id="approval">
          {[version, approval].filter(words => words !== '').join(' ')}
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
          {saved.status === 'archived' && saved.replaced_by === null && (
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
              {saving.servedTo > 0 ? 'Save as a new version' : 'Save'}
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
