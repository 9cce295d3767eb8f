import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { call, path } from '../api/call.ts'
import { orgQuery } from '../api/org-queries.ts'
import { usePermission, useWhoMay } from '../api/permission.ts'
import { Button } from '../kit/controls/button.tsx'
import { Switch } from '../kit/controls/switch.tsx'
import { Dialog, DialogTrigger } from '../kit/overlays/dialog.tsx'
import { Chip } from '../kit/show/chip.tsx'
import { Failed } from '../kit/states/failed.tsx'

/** Whether several webhooks of a sandbox are allowed; undefined until it is known. */
export function useSeveralAllowed(): boolean | undefined {
  const { org = '' } = useParams({ strict: false })
  const { data } = useQuery(orgQuery(org))
  return data?.several_feedback_webhooks
}

/** The limit of the source document, and the switch that lifts it. */
export function OnePerSandbox() {
  const isLifted = useSeveralAllowed()
  if (isLifted === undefined) return null
  return (
    <span className="row">
      <Chip>{isLifted ? 'Several per Organization + sandbox' : 'One per Organization + sandbox'}</Chip>
      <DialogTrigger>
        <Button kind="quiet" size="small" aria-label="Change how many webhooks are allowed">
          change
        </Button>
        <Dialog title="How many feedback webhooks">
          <Limit isLifted={isLifted} />
        </Dialog>
      </DialogTrigger>
    </span>
  )
}

function Limit({ isLifted }: { readonly isLifted: boolean }) {
  const { org = '' } = useParams({ strict: false })
  const client = useQueryClient()
  const may = usePermission('administer')
  const who = useWhoMay('administer')
  const change = useMutation({
    mutationFn: (several: boolean) =>
      call('PATCH', path`/orgs/${org}`, { body: { several_feedback_webhooks: several } }),
    onSuccess: () => client.invalidateQueries({ queryKey: orgQuery(org).queryKey }),
  })
  return (
    <div className="stack">
      <p>
        {isLifted
          ? 'Each Organization + sandbox combination may have several webhook configurations.'
          : 'Only one webhook configuration per Organization + sandbox combination is allowed.'}
      </p>
      <Switch isSelected={isLifted} isDisabled={!may || change.isPending} onChange={on => change.mutate(on)}>
        Allow several
      </Switch>
      <p className="sub">
        {may ? 'Each webhook gets every report that it selects. Nothing else changes.' : `${who}.`}
      </p>
      {change.error && <Failed error={change.error} />}
    </div>
  )
}
