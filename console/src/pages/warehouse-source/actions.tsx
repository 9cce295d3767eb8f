import { useParams } from '@tanstack/react-router'
import type { SourceView } from '../../../../src/features/warehouse/sources/schema.ts'
import { toProblem } from '../../api/problem.ts'
import { Button } from '../../kit/controls/button.tsx'
import { LinkButton } from '../../kit/controls/link-button.tsx'
import { toast } from '../../kit/overlays/toast.tsx'
import { useChange, useRun } from './use-change.ts'

const FAILED = { onError: (error: unknown) => toast(toProblem(error).message, 'negative') }

/** What can be done with the whole source. */
export function Actions({ source }: { readonly source: SourceView }) {
  const { org = '' } = useParams({ strict: false })
  const change = useChange(source.paused ? 'The source is resumed.' : 'The source is paused.')
  const run = useRun()
  const isRunning = source.health.status === 'running'
  return (
    <>
      <LinkButton
        to="/o/$org/sources/warehouse/$source"
        params={{ org, source: source.id }}
        search={{ tab: 'settings' }}
      >
        Edit
      </LinkButton>
      <Button
        needs="operate"
        isPending={change.isPending}
        onPress={() => change.mutate({ paused: !source.paused }, FAILED)}
      >
        {source.paused ? 'Resume' : 'Pause'}
      </Button>
      <Button
        kind="primary"
        needs="operate"
        isPending={run.isPending}
        isDisabled={isRunning || source.paused}
        onPress={() => run.mutate(undefined, FAILED)}
      >
        Run now
      </Button>
    </>
  )
}
