import { useState } from 'react'
import type { CoverageName } from '../../../../src/features/channel-coverage/name-schema.ts'
import { changeChoices, coverageKey } from '../../api/coverage-queries.ts'
import { usePlatformName } from '../../api/platform-health.ts'
import { Button } from '../../kit/controls/button.tsx'
import { RadioGroup } from '../../kit/controls/radio-group.tsx'
import { Select } from '../../kit/controls/select.tsx'
import { TextField } from '../../kit/controls/text-field.tsx'
import { DialogActions } from '../../kit/overlays/dialog.tsx'
import { Failed } from '../../kit/states/failed.tsx'
import { useSave } from '../../kit/use-save.ts'
import { numberInWords } from '../../words/numbers.ts'
import { likelyPlatform, withChoice } from '../../words/warehouse/coverage.ts'

interface Props {
  readonly org: string
  readonly name: CoverageName
  readonly close: () => void
  readonly onJob: (id: string) => void
}

const EVERY = '*'
const SPANS = [
  { value: 'all', label: 'For all of them, also those that are stored' },
  { value: 'since', label: 'From a day on; before it, the other one counts' },
] as const

/** Chooses which channel counts for an event. */
export function Choose({ org, name, close, onJob }: Props) {
  const { event_name: event, reporters, webhook, warehouse } = name
  const platformOf = usePlatformName(org)
  const platforms = [...new Set(reporters.map(each => each.platform))]
  const [present] = reporters
  const [channel, setChannel] = useState(present?.choice?.channel ?? null)
  const [platform, setPlatform] = useState(() => likelyPlatform(reporters))
  const [span, setSpan] = useState<'all' | 'since'>('all')
  const [since, setSince] = useState('')
  const save = useSave({
    save: () =>
      changeChoices(org, choices =>
        channel === null
          ? choices
          : withChoice(choices, { event, platform, channel, since: span === 'since' ? since : null }),
      ),
    changes: [coverageKey(org)],
    said: 'It is chosen.',
    onDone({ job }) {
      close()
      if (job !== null) onJob(job.id)
    },
  })
  return (
    <div className="stack">
      <RadioGroup
        label="These count"
        look="cards"
        isVertical
        value={channel}
        onChange={setChannel}
        options={[
          {
            value: 'webhook',
            label: 'Webhooks',
            help: `${numberInWords(webhook)} in the last 31 days. They arrive within seconds.`,
          },
          {
            value: 'warehouse',
            label: 'Exports of the warehouse',
            help: `${numberInWords(warehouse)} in the last 31 days. They arrive when your export has run.`,
          },
        ]}
      />
      {platforms.length > 1 && (
        <Select
          label="Platform"
          options={[
            { value: EVERY, label: 'All of them' },
            ...platforms.map(slug => ({ value: slug, label: platformOf(slug) })),
          ]}
          value={platform ?? EVERY}
          onChange={chosen => setPlatform(chosen === EVERY ? null : chosen)}
          help="Choose the platform whose events the export holds. Otherwise events of the others would stop counting."
        />
      )}
      <RadioGroup label="Since when" isVertical options={SPANS} value={span} onChange={setSpan} />
      {span === 'since' && (
        <TextField label="First day" aside="UTC" type="date" value={since} onChange={setSince} />
      )}
      <p className="note">
        Parley takes the other events out of results, learning and revenue, and counts these, as if it had
        always been so. Figures that you have seen may change. Nothing is deleted: you can change it back.
      </p>
      {save.error && <Failed error={save.error} />}
      <DialogActions>
        <Button onPress={close}>Cancel</Button>
        <Button
          kind="primary"
          isDisabled={channel === null || (span === 'since' && since === '')}
          isPending={save.isPending}
          onPress={() => save.mutate(undefined)}
        >
          Save
        </Button>
      </DialogActions>
    </div>
  )
}
