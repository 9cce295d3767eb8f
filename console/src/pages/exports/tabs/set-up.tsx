import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import type { ExportView } from '../../../../../src/features/warehouse/export/daily/schema.ts'
import { exportSetupQuery } from '../../../api/export-queries.ts'
import { SetupParts } from '../../../parts/setup-parts.tsx'

/** What the owner of the bucket allows. */
export function SetUp({ shown: { connection } }: { readonly shown: ExportView }) {
  const { org = '' } = useParams({ strict: false })
  return <SetupParts query={useQuery(exportSetupQuery(org))} credentials={connection.credentials} />
}
