import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import type { SourceView } from '../../../../../src/features/warehouse/sources/schema.ts'
import { setupQuery } from '../../../api/source-queries.ts'
import { SetupParts } from '../../../parts/setup-parts.tsx'

/** What has to be set up at the other side of a source. */
export function SetUp({ source: { id, connection } }: { readonly source: SourceView }) {
  const { org = '' } = useParams({ strict: false })
  const query = useQuery(setupQuery(org, id))
  return (
    <SetupParts query={query} {...(connection.kind === 's3' && { credentials: connection.credentials })} />
  )
}
