import type { CoverageName } from '../../../../src/features/channel-coverage/name-schema.ts'
import { usePlatformName } from '../../api/platform-health.ts'
import { Button } from '../../kit/controls/button.tsx'
import { Dialog, DialogTrigger } from '../../kit/overlays/dialog.tsx'
import { Card } from '../../kit/show/card.tsx'
import { Chip } from '../../kit/show/chip.tsx'
import { countingInWords, countsInWords } from '../../words/warehouse/coverage.ts'
import { Choose } from './choose.tsx'

interface Props {
  readonly org: string
  readonly name: CoverageName
  readonly onJob: (id: string) => void
}

/** Which channel counts for an event, and the change of it. */
export function WhatCounts({ org, name, onJob }: Props) {
  const platformOf = usePlatformName(org)
  const { text, tone } = countsInWords(name.reporters)
  const isOpen = tone === 'warning'
  const differs = new Set(name.reporters.map(countingInWords)).size > 1
  return (
    <Card
      title="What counts"
      tone={isOpen ? 'warning' : 'plain'}
      actions={
        <DialogTrigger>
          <Button kind={isOpen ? 'primary' : 'plain'} size="small" needs="operate">
            {isOpen ? 'Choose…' : 'Change…'}
          </Button>
          <Dialog title={`What counts for “${name.event_name}”`}>
            {close => <Choose org={org} name={name} close={close} onJob={onJob} />}
          </Dialog>
        </DialogTrigger>
      }
    >
      <div className="stack">
        <p>
          <Chip tone={tone}>{text}</Chip>
        </p>
        <p className="sub">{meaningOf(name.reporters, isOpen)}</p>
        {differs && (
          <ul>
            {name.reporters.map(reporter => (
              <li key={`${reporter.platform} ${reporter.event_type}`}>
                {platformOf(reporter.platform)}: {countingInWords(reporter)}
              </li>
            ))}
          </ul>
        )}
      </div>
    </Card>
  )
}

function meaningOf(reporters: CoverageName['reporters'], isOpen: boolean): string {
  if (isOpen)
    return 'Webhooks report this event, and your exports hold it too. Parley counts a day of the export once you have chosen which of the two counts.'
  return reporters.every(({ choice }) => choice === null)
    ? 'Only one of the two reports this event, and all of it counts. You can choose before the other one begins.'
    : 'Only these events are in results, learning and revenue. The others are kept for comparison.'
}
