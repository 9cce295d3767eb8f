import { useQueryClient } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import type { SourceBody, SourceView } from '../../../../src/features/warehouse/sources/schema.ts'
import { call, path } from '../../api/call.ts'
import { sourceQuery, sourcesQuery } from '../../api/source-queries.ts'
import { LinkButton } from '../../kit/controls/link-button.tsx'
import { toast } from '../../kit/overlays/toast.tsx'
import { PageHeader } from '../../kit/page/page-header.tsx'
import { SourceForm } from '../../parts/source-form/source-form.tsx'

/** The form of a new source. Once it is saved, it shows what has to be set up at the other side. */
export function Page() {
  const { org = '' } = useParams({ strict: false })
  const client = useQueryClient()
  const navigate = useNavigate()
  const submit = async (body: Omit<SourceBody, 'paused' | 'people'>) => {
    const made = await call<SourceView>('POST', path`/orgs/${org}/sources`, { body })
    client.setQueryData(sourceQuery(org, made.id).queryKey, made)
    toast('The source is saved. Set up the other side, then verify it.')
    await navigate({
      to: '/o/$org/sources/warehouse/$source',
      params: { org, source: made.id },
      search: { tab: 'setup' },
      ignoreBlocker: true,
    })
    await client.invalidateQueries({ queryKey: sourcesQuery(org).queryKey })
  }
  return (
    <>
      <PageHeader
        title="Add a source"
        sub="Parley reads the exports of your warehouse itself, as Parquet files in an S3 bucket or as a shared table. The results are the same as if each row had come by webhook."
        api={{
          method: 'POST',
          path: `/orgs/${org}/sources`,
          body: { name: '…', connection: { kind: 's3' } },
        }}
      />
      <SourceForm
        onSubmit={submit}
        cancel={
          <LinkButton to="/o/$org/sources" params={{ org }}>
            Cancel
          </LinkButton>
        }
      />
    </>
  )
}
