import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { MappingRule } from '../../../../src/core/mapping/rule.ts'
import type { EventName } from '../../../../src/features/inbound-log/schema.ts'
import { call, path } from '../../api/call.ts'
import { Button } from '../../kit/controls/button.tsx'
import { LinkButton } from '../../kit/controls/link-button.tsx'
import { Select } from '../../kit/controls/select.tsx'
import { TextField } from '../../kit/controls/text-field.tsx'
import { toast } from '../../kit/overlays/toast.tsx'
import { Card } from '../../kit/show/card.tsx'
import { Chip } from '../../kit/show/chip.tsx'
import { Failed } from '../../kit/states/failed.tsx'
import { isGoal, MEANINGS, type Meaning, statusInWords, withRule } from './meaning.ts'
import { mappingQuery, type SavedMapping } from './queries.ts'
import { ReplayOffer } from './replay-offer.tsx'
import { Sample } from './sample.tsx'

interface Props {
  readonly org: string
  readonly name: EventName
  readonly platform: string
}

/** Gives a name a meaning, and picks its amount out of a real event. */
export function Editor({ org, name, platform }: Props) {
  const { rule } = name
  const client = useQueryClient()
  const navigate = useNavigate()
  const { data: mapping } = useQuery(mappingQuery(org))
  const [meaning, setMeaning] = useState<Meaning | null>(
    MEANINGS.find(({ value }) => value === (rule?.type ?? name.type))?.value ?? null,
  )
  const [called, setCalled] = useState(rule?.name ?? '')
  const [revenue, setRevenue] = useState(rule?.revenue_field)
  const [currency, setCurrency] = useState(rule?.currency_field)
  const status = statusInWords(name)
  const own = { platform: rule ? (rule.platform ?? null) : name.platform, event: rule?.event ?? name.event }
  const save = useMutation({
    mutationFn: (next: MappingRule | undefined) =>
      call<SavedMapping>('PUT', path`/orgs/${org}/event-mapping`, {
        body: { rules: withRule(mapping?.rules ?? [], own, next) },
      }),
    async onSuccess() {
      toast('Saved. It holds for calls that arrive from now on.')
      await client.invalidateQueries({ queryKey: [org, 'event-mapping'] })
      await client.invalidateQueries({ queryKey: [org, 'event-names'] })
    },
  })
  const goal = isGoal(meaning)
  const next = (): MappingRule | undefined =>
    meaning === null
      ? undefined
      : {
          ...own,
          type: meaning,
          ...(goal && called.trim() !== '' && { name: called.trim() }),
          ...(goal && revenue !== undefined && { revenue_field: revenue }),
          ...(goal && currency !== undefined && { currency_field: currency }),
        }
  return (
    <Card title={<code>{name.event}</code>} actions={<Chip tone={status.tone}>{status.text}</Chip>}>
      <div className="stack">
        <Select
          label={`What “${name.event}” of ${platform} means`}
          options={MEANINGS}
          value={meaning}
          onChange={setMeaning}
          placeholder="Choose a meaning"
        />
        {goal && (
          <TextField
            label="Name"
            help={`Templates count conversions by this name. Empty: ${name.name ?? name.event}.`}
            value={called}
            onChange={setCalled}
            isCode
          />
        )}
        <Sample
          sample={name.sample}
          isPicking={goal}
          revenue={revenue}
          currency={currency}
          onRevenue={setRevenue}
          onCurrency={setCurrency}
        />
        {rule?.event.endsWith('*') && (
          <p className="note">
            The rule is for every name that begins with “{rule.event.slice(0, -1)}”. Saving changes it for all
            of them.
          </p>
        )}
        {name.status === 'not-listened' && (
          <p className="note">
            No active template counts “{name.name}”. Add it to the conversion events of a template, or give it
            another name here.
          </p>
        )}
        {save.error && <Failed error={save.error} />}
        {save.data && <ReplayOffer org={org} replay={save.data.replay} />}
        <div className="row">
          <Button
            kind="primary"
            needs="operate"
            isDisabled={meaning === null || mapping === undefined}
            isPending={save.isPending}
            onPress={() => save.mutate(next())}
          >
            Save
          </Button>
          {rule && (
            <Button needs="operate" isPending={save.isPending} onPress={() => save.mutate(undefined)}>
              Remove the rule
            </Button>
          )}
          <LinkButton
            kind="quiet"
            to="/o/$org/events"
            params={{ org }}
            search={{ event: name.event, platform: name.platform, range: '30d' }}
          >
            See its calls
          </LinkButton>
          <Button
            kind="quiet"
            onPress={() =>
              void navigate({ to: '/o/$org/events', params: { org }, search: { open: name.request_id } })
            }
          >
            Open the latest call
          </Button>
        </div>
      </div>
    </Card>
  )
}
