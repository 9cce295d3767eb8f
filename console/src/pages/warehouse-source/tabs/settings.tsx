import { useNavigate, useParams } from '@tanstack/react-router'
import type { SourceView } from '../../../../../src/features/warehouse/sources/schema.ts'
import { LinkButton } from '../../../kit/controls/link-button.tsx'
import { SourceForm } from '../../../parts/source-form/source-form.tsx'
import { useChange } from '../use-change.ts'
import { DeleteSource } from './delete-source.tsx'

/** The settings of a source, and its end. */
export function Settings({ source }: { readonly source: SourceView }) {
  const { org = '' } = useParams({ strict: false })
  const navigate = useNavigate()
  const change = useChange('The source is saved.')
  const to = '/o/$org/sources/warehouse/$source' as const
  const params = { org, source: source.id }
  return (
    <div className="stack">
      <SourceForm
        key={source.id}
        source={source}
        onSubmit={async body => {
          await change.mutateAsync(body)
          await navigate({ to, params, ignoreBlocker: true })
        }}
        cancel={
          <LinkButton to={to} params={params}>
            Cancel
          </LinkButton>
        }
      />
      <DeleteSource source={source} />
    </div>
  )
}
