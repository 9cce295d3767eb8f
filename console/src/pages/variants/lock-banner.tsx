import type { TemplateView } from '../../../../src/features/templates/schema.ts'
import { toProblem } from '../../api/problem.ts'
import { Button } from '../../kit/controls/button.tsx'
import { LinkButton } from '../../kit/controls/link-button.tsx'
import { toast } from '../../kit/overlays/toast.tsx'
import { Banner } from '../../kit/show/banner.tsx'
import { type Place, useUnlock } from './queries.ts'

interface Props {
  readonly place: Place
  readonly template: Pick<TemplateView, 'status'>
}

/** Says why nothing can be edited, or why nobody gets a wording yet. */
export function LockBanner({ place, template: { status } }: Props) {
  const unlock = useUnlock(place)
  if (status === 'archived')
    return (
      <Banner tone="warning">
        This template is archived: everybody gets control, and nothing can be edited.
      </Banner>
    )
  if (status === 'draft')
    return (
      <Banner
        tone="accent"
        actions={
          <LinkButton
            size="small"
            to="/o/$org/templates/$tpl/settings"
            params={{ org: place.org, tpl: place.template }}
          >
            Activate it
          </LinkButton>
        }
      >
        The template is a draft: everybody gets control until it is activated, whatever is approved.
      </Banner>
    )
  if (status !== 'shipped') return null
  const run = () =>
    unlock.mutate(undefined, {
      onSuccess: () => toast('Unlocked. Parley learns again when a second wording is approved.'),
      onError: error => toast(toProblem(error).message, 'negative'),
    })
  return (
    <Banner
      tone="accent"
      actions={
        <Button size="small" needs="edit" isPending={unlock.isPending} onPress={run}>
          Unlock to edit
        </Button>
      }
    >
      A wording is shipped and locked: its text stays, and no other can be approved.
    </Banner>
  )
}
