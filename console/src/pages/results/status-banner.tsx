import { LinkButton } from '../../kit/controls/link-button.tsx'
import { Banner } from '../../kit/show/banner.tsx'
import type { Place } from './traffic/queries.ts'
import type { Template } from './wording-rows.ts'

interface Props {
  readonly status: string
  readonly place: Place
  readonly template: Template | undefined
}

/** Says when the figures of a template do not move, and what moves them. */
export function StatusBanner({ status, place, template }: Props) {
  const params = { org: place.org, tpl: place.template }
  if (status === 'archived')
    return (
      <Banner tone="accent">This template is archived. Its figures stay; nobody gets its wordings.</Banner>
    )
  if (status !== 'draft') return null
  const isReady = template?.variants.some(({ control, status: of }) => !control && of === 'approved') ?? false
  return (
    <Banner
      tone="accent"
      actions={
        isReady ? (
          <LinkButton to="/o/$org/templates/$tpl/settings" params={params} size="small">
            Activate it
          </LinkButton>
        ) : (
          <LinkButton to="/o/$org/templates/$tpl/variants" params={params} size="small">
            Approve a wording
          </LinkButton>
        )
      }
    >
      This template is a draft. Everybody gets the control wording, outside of the comparison.
    </Banner>
  )
}
