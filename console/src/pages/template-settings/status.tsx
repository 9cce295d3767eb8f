import { toProblem } from '../../api/problem.ts'
import { Button } from '../../kit/controls/button.tsx'
import { LinkButton } from '../../kit/controls/link-button.tsx'
import { Dialog, DialogActions, DialogTrigger } from '../../kit/overlays/dialog.tsx'
import { Card } from '../../kit/show/card.tsx'
import { Failed } from '../../kit/states/failed.tsx'
import { STATUS_CHANGES, type StatusChange } from '../../words/template-settings.ts'
import { ChangedMeanwhile } from './changed-meanwhile.tsx'
import { type OfTemplate, useTemplateChange } from './save-card.tsx'

const NOW = {
  draft: 'It is a draft: calls for it answer with the control only.',
  active: 'It is active: calls get a wording, and traffic moves to what works.',
  shipped: 'It is shipped: one wording was chosen.',
  archived: 'It is archived: calls for it answer with the control only.',
} as const

/** What the template does now, and what it can become. */
export const Status = ({ org, template }: OfTemplate) => (
  <Card title="Status">
    <div className="stack">
      <p>{NOW[template.status]}</p>
      <div className="row">
        {STATUS_CHANGES[template.status].map(change => (
          <DialogTrigger key={change.to}>
            <Button kind={change.to === 'active' ? 'primary' : 'plain'} needs="edit">
              {change.label}…
            </Button>
            <Dialog title={`${change.label}: ${template.name}`} role="alertdialog">
              {close => <Change org={org} template={template} change={change} close={close} />}
            </Dialog>
          </DialogTrigger>
        ))}
        {template.status === 'active' && (
          <LinkButton kind="quiet" to="/o/$org/templates/$tpl/results" params={{ org, tpl: template.id }}>
            Ship a wording on Results
          </LinkButton>
        )}
      </div>
    </div>
  </Card>
)

interface ChangeProps extends OfTemplate {
  readonly change: StatusChange
  readonly close: () => void
}

function Change({ org, template, change: { to, label, effects }, close }: ChangeProps) {
  const change = useTemplateChange(org, template.id)
  return (
    <div className="stack">
      <ul>
        {effects.map(effect => (
          <li key={effect}>{effect}</li>
        ))}
      </ul>
      {change.error && toProblem(change.error).code === 'changed-meanwhile' ? (
        <ChangedMeanwhile org={org} onDecided={change.reset} />
      ) : (
        change.error && <Failed error={change.error} />
      )}
      <DialogActions>
        <Button onPress={close}>Cancel</Button>
        <Button
          kind="primary"
          isPending={change.isPending}
          onPress={() => change.mutate({ status: to }, { onSuccess: close })}
        >
          {label}
        </Button>
      </DialogActions>
    </div>
  )
}
