import { LinkButton } from '../../kit/controls/link-button.tsx'
import { Banner } from '../../kit/show/banner.tsx'
import type { Place } from './traffic/queries.ts'

/** Says when the figures of a template do not move. */
export function StatusBanner({ status, place }: { readonly status: string; readonly place: Place }) {
  const params = { org: place.org, tpl: place.template }
  if (status === 'archived')
    return (
      <Banner tone="accent">This template is archived. Its figures stay; nobody gets its wordings.</Banner>
    )
  if (status !== 'draft') return null
  return (
    <Banner
      tone="accent"
      actions={
        <LinkButton to="/o/$org/templates/$tpl/variants" params={params} size="small">
          Approve a wording
        </LinkButton>
      }
    >
      This template is a draft. Everybody gets the control wording, outside of the comparison.
    </Banner>
  )
}
