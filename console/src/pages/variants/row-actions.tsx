import { toProblem } from '../../api/problem.ts'
import { Button } from '../../kit/controls/button.tsx'
import { LinkButton } from '../../kit/controls/link-button.tsx'
import { toast } from '../../kit/overlays/toast.tsx'
import { type Place, usePatch } from './queries.ts'
import css from './variants.module.css'
import type { Wording } from './wordings.ts'

/** What can be done with a wording without opening it. */
export function RowActions({ place, wording }: { readonly place: Place; readonly wording: Wording }) {
  const { id, name, status, control, replaced_by } = wording
  const patch = usePatch(place, id)
  const set = (next: string, words: string) =>
    patch.mutate(
      { body: { status: next }, etag: null },
      {
        onSuccess: () => toast(`${name} is ${words}.`),
        onError: error => toast(toProblem(error).message, 'negative'),
      },
    )
  const button = { size: 'small', needs: 'edit', isPending: patch.isPending } as const
  return (
    <span className={css['actions']}>
      {status === 'draft' && (
        <Button {...button} onPress={() => set('approved', 'approved')}>
          Approve
        </Button>
      )}
      {status === 'approved' && !control && (
        <LinkButton
          size="small"
          to="/o/$org/templates/$tpl/results"
          params={{ org: place.org, tpl: place.template }}
        >
          Ship on Results
        </LinkButton>
      )}
      {status !== 'archived' && !control && (
        <Button {...button} onPress={() => set('archived', 'archived')}>
          Archive
        </Button>
      )}
      {status === 'archived' && replaced_by === null && (
        <Button {...button} onPress={() => set('draft', 'a draft again')}>
          Restore as a draft
        </Button>
      )}
    </span>
  )
}
