import { useParams } from '@tanstack/react-router'
import type { ExportView } from '../../../../src/features/warehouse/export/daily/schema.ts'
import { isExporting } from '../../api/export-queries.ts'
import { toProblem } from '../../api/problem.ts'
import { Button } from '../../kit/controls/button.tsx'
import { LinkButton } from '../../kit/controls/link-button.tsx'
import { toast } from '../../kit/overlays/toast.tsx'
import { bodyOf, draftOf } from './draft.ts'
import { useChange, useRun } from './use-change.ts'

const FAILED = { onError: (error: unknown) => toast(toProblem(error).message, 'negative') }

/** What can be done with the export. */
export function Actions({ shown }: { readonly shown: ExportView }) {
  const { org = '' } = useParams({ strict: false })
  const { paused } = shown
  const change = useChange(paused ? 'The export is resumed.' : 'The export is paused.')
  const run = useRun()
  return (
    <>
      <LinkButton to="/o/$org/exports" params={{ org }} search={{ tab: 'settings' }}>
        Edit
      </LinkButton>
      <Button
        needs="operate"
        isPending={change.isPending}
        onPress={() => change.mutate({ ...bodyOf(draftOf(shown)), paused: !paused }, FAILED)}
      >
        {paused ? 'Resume' : 'Pause'}
      </Button>
      <Button
        kind="primary"
        needs="operate"
        isPending={run.isPending}
        isDisabled={paused || isExporting(shown)}
        onPress={() => run.mutate(undefined, FAILED)}
      >
        Run now
      </Button>
    </>
  )
}
