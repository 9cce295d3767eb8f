import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { Replay } from '../../../../src/features/inbound-log/replay-schema.ts'
import type { RequestDetail } from '../../../../src/features/inbound-log/schema.ts'
import { call as api, path } from '../../api/call.ts'
import { toProblem } from '../../api/problem.ts'
import { Button } from '../../kit/controls/button.tsx'
import { LinkButton } from '../../kit/controls/link-button.tsx'
import { toast } from '../../kit/overlays/toast.tsx'
import css from './panel.module.css'
import { requestQuery } from './queries.ts'

/** What can be done about a call. */
export function Actions({ call, org }: { readonly call: RequestDetail; readonly org: string }) {
  const client = useQueryClient()
  const again = useMutation({
    mutationFn: () =>
      api<Replay>('POST', path`/orgs/${org}/requests/replay`, { body: { filter: { ids: [call.id] } } }),
    async onSuccess() {
      toast('Parley reads the call again.')
      await client.invalidateQueries({ queryKey: requestQuery(org, call.id).queryKey })
    },
    onError: error => toast(toProblem(error).message, 'negative'),
  })
  const { allowed, reason } = call.actions.replay
  const decision = call.events.find(({ decision_id }) => decision_id !== null)?.decision_id
  const unnamed = call.items.find(({ outcome }) => outcome === 'not-listened' || outcome === 'rejected')
  return (
    <div className={css['actions']}>
      <div className="row">
        <Button
          kind="primary"
          needs="operate"
          isDisabled={!allowed}
          isPending={again.isPending}
          onPress={() => again.mutate()}
          {...(reason !== null && { 'aria-describedby': 'why-not-again' })}
        >
          Read again
        </Button>
        {call.subject_ref !== null && (
          <LinkButton to="/o/$org/people/$person" params={{ org, person: call.subject_ref }}>
            See {call.subject}
          </LinkButton>
        )}
        {call.subject_ref !== null && decision && (
          <Link
            to="/o/$org/people/$person"
            params={{ org, person: call.subject_ref }}
            search={{ open: decision }}
          >
            Open the message
          </Link>
        )}
        {unnamed?.native_event && (
          <Link
            to="/o/$org/events/names"
            params={{ org }}
            search={{ open: unnamed.name ?? unnamed.native_event, platform: call.platform }}
          >
            Name this event
          </Link>
        )}
      </div>
      {reason !== null && (
        <p id="why-not-again" className="meta">
          It cannot be read again: {reason}
        </p>
      )}
    </div>
  )
}
