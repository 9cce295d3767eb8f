import { useQuery } from '@tanstack/react-query'
import type { TemplateFeedback } from '../../../../src/features/feedback/of-template/schema.ts'
import { call, path } from '../../api/call.ts'
import { LinkButton } from '../../kit/controls/link-button.tsx'
import { Switch } from '../../kit/controls/switch.tsx'
import { Card } from '../../kit/show/card.tsx'
import { Failed } from '../../kit/states/failed.tsx'
import { Loaded } from '../../kit/states/loaded.tsx'
import { useSave } from '../../kit/use-save.ts'
import type { OfTemplate } from './save-card.tsx'

const feedbackKey = (org: string, template: string) => [org, 'template-feedback', template]

/** Which feedback webhooks report the messages of this template. Each switch is saved at once. */
export function Feedback({ org, template }: OfTemplate) {
  const query = useQuery({
    queryKey: feedbackKey(org, template.id),
    queryFn: ({ signal }) =>
      call<{ items: readonly TemplateFeedback[] }>(
        'GET',
        path`/orgs/${org}/templates/${template.id}/feedback-webhooks`,
        { signal },
      ),
  })
  return (
    <Card title="Feedback webhooks">
      <Loaded query={query}>
        {({ items }) =>
          items.length === 0 ? (
            <div className="stack">
              <p className="sub">
                A feedback webhook reports the outcome of each message to another system. The sandbox of this
                template has none.
              </p>
              <div>
                <LinkButton to="/o/$org/admin/channels/feedback-webhooks" params={{ org }}>
                  Feedback webhook settings
                </LinkButton>
              </div>
            </div>
          ) : (
            <div className="stack">
              <p className="sub">On: outcomes of this template’s messages are reported from now on.</p>
              {items.map(webhook => (
                <One key={webhook.id} org={org} template={template} webhook={webhook} />
              ))}
            </div>
          )
        }
      </Loaded>
    </Card>
  )
}

function One({ org, template, webhook }: OfTemplate & { readonly webhook: TemplateFeedback }) {
  const { id, name, status, enabled } = webhook
  const save = useSave({
    save: (isOn: boolean) =>
      call<TemplateFeedback>('PUT', path`/orgs/${org}/templates/${template.id}/feedback-webhooks/${id}`, {
        body: { enabled: isOn },
      }),
    changes: [feedbackKey(org, template.id), [org, 'feedback-webhooks'], [org, 'feedback-webhook', id]],
  })
  return (
    <div className="stack">
      <Switch isSelected={enabled} isDisabled={save.isPending} onChange={isOn => save.mutate(isOn)}>
        {name}
        {status !== 'active' && <span className="meta"> ({status})</span>}
      </Switch>
      {save.error && <Failed error={save.error} onRetry={() => save.mutate(!enabled)} />}
    </div>
  )
}
