import { useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { templateQuery } from '../../api/org-queries.ts'
import { Button } from '../../kit/controls/button.tsx'
import { TextField } from '../../kit/controls/text-field.tsx'
import { Card } from '../../kit/show/card.tsx'
import { When } from '../../kit/show/when.tsx'
import { Loaded } from '../../kit/states/loaded.tsx'
import { percentInWords } from '../../words/numbers.ts'
import { decisionQuery } from './queries.ts'

/** Finds a past decision by its id, which is in the answer of every call. */
export function DecisionSearch() {
  const navigate = useNavigate({ from: '/o/$org/playground' })
  const { decision } = useSearch({ from: '/o/$org/playground' })
  const [text, setText] = useState(decision ?? '')
  return (
    <Card title="A past decision">
      <form
        className="stack"
        onSubmit={event => {
          event.preventDefault()
          void navigate({ search: before => ({ ...before, decision: text.trim() || undefined }) })
        }}
      >
        <TextField
          label="Decision id"
          help="The decision_id in the answer of a call."
          value={text}
          onChange={setText}
          isCode
        />
        <span>
          <Button type="submit">Explain it</Button>
        </span>
      </form>
    </Card>
  )
}

export function PastDecision({ org, decision }: { readonly org: string; readonly decision: string }) {
  const navigate = useNavigate({ from: '/o/$org/playground' })
  const explained = useQuery(decisionQuery(org, decision))
  const templateId = explained.data?.template_id
  const { data: template } = useQuery({
    ...templateQuery(org, templateId ?? ''),
    enabled: templateId !== undefined,
  })
  const nameOf = (id: string | null) =>
    template?.variants.find(each => each.id === id)?.name ?? id ?? 'no wording'
  return (
    <Card
      title="A past decision, explained"
      actions={
        <Button
          size="small"
          onPress={() => navigate({ search: before => ({ ...before, decision: undefined }) })}
        >
          Close
        </Button>
      }
    >
      <Loaded query={explained}>
        {({ decided_at, variant_id, why, propensity, counted, asked_again: again }) => (
          <div className="stack">
            <p>
              <strong>{nameOf(variant_id)}</strong> of {template?.name ?? templateId},{' '}
              <When at={decided_at} />. {why}
            </p>
            <p className="sub">
              Its chance was {percentInWords(propensity, 1)}.{' '}
              {counted ? 'It counts.' : 'It was a preview and does not count.'}{' '}
              {again === null
                ? 'The table of that time is no longer stored, or no table was used.'
                : again.same
                  ? 'Asked again, the same table gives the same wording.'
                  : `Asked again, the table gives ${nameOf(again.variant_id)}.`}
            </p>
          </div>
        )}
      </Loaded>
    </Card>
  )
}
