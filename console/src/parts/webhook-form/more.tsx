import { useQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { templatesQuery } from '../../api/org-queries.ts'
import { CheckboxGroup } from '../../kit/controls/checkbox-group.tsx'
import { NumberField } from '../../kit/controls/number-field.tsx'
import { RadioGroup } from '../../kit/controls/radio-group.tsx'
import { TextField } from '../../kit/controls/text-field.tsx'
import { Card } from '../../kit/show/card.tsx'
import form from '../form.module.css'
import type { PartProps } from './basic.tsx'

/** What goes beyond the form of Adobe Journey Optimizer. */
export function More({ draft, change, isDisabled, problem }: PartProps) {
  const { org = '' } = useParams({ strict: false })
  const { data } = useQuery(templatesQuery(org))
  const options = (data?.items ?? [])
    .filter(({ sandbox }) => sandbox === draft.sandbox)
    .map(({ id, name }) => ({ value: id, label: name }))
  return (
    <Card>
      <details className={form['more']}>
        <summary>More: templates, organisation and sandbox id, lifetime of tokens</summary>
        <div className="stack">
          <RadioGroup
            label="Templates"
            value={draft.templates === 'all' ? 'all' : 'some'}
            onChange={which => change({ templates: which === 'all' ? 'all' : [] })}
            isDisabled={isDisabled}
            error={problem?.of('/templates')}
            options={[
              { value: 'all', label: 'All templates of the sandbox' },
              { value: 'some', label: 'Only these' },
            ]}
          />
          {draft.templates !== 'all' && (
            <CheckboxGroup
              label="Reported templates"
              isVertical
              options={options}
              value={draft.templates}
              onChange={templates => change({ templates })}
              isDisabled={isDisabled}
            />
          )}
          <div className={form['fields']}>
            <TextField
              label="IMS org"
              isCode
              value={draft.imsOrg}
              onChange={imsOrg => change({ imsOrg })}
              isDisabled={isDisabled}
              help="imsOrg of every body. Empty: the slug of the organisation."
            />
            <TextField
              label="Sandbox id"
              isCode
              value={draft.sandboxId}
              onChange={sandboxId => change({ sandboxId })}
              isDisabled={isDisabled}
              help="sandbox.id of every body. Empty: a constant id."
            />
            <NumberField
              label="Lifetime of tokens"
              aside="seconds"
              minValue={10}
              maxValue={86_400}
              value={draft.lifetime}
              onChange={value => Number.isFinite(value) && change({ lifetime: value })}
              isDisabled={isDisabled}
              error={problem?.of('/authentication/lifetime_seconds')}
            />
          </div>
        </div>
      </details>
    </Card>
  )
}
