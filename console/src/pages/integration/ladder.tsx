import type { Static } from 'typebox'
import type { PlatformView } from '../../../../src/features/connections/schema.ts'
import type { TemplateDetail } from '../../../../src/features/templates/schema.ts'
import { cx } from '../../kit/cx.ts'
import { Card } from '../../kit/show/card.tsx'
import { Chip, type Tone } from '../../kit/show/chip.tsx'
import { SendSample } from '../../parts/send-sample.tsx'
import { type RungTone, rungInWords } from '../../words/integration.ts'
import { Causes } from './causes.tsx'
import css from './integration.module.css'
import type { Listening } from './use-listening.ts'

interface Props {
  readonly template: Static<typeof TemplateDetail>
  readonly platform: PlatformView
  readonly listening: Listening
}

const TONES: Readonly<Record<RungTone, Tone>> = { waiting: 'plain', live: 'positive', old: 'warning' }
const LISTENING = {
  open: { tone: 'accent', text: 'Listening' },
  lost: { tone: 'plain', text: 'Connecting' },
  refused: { tone: 'warning', text: 'Checks every 5 s' },
} as const

/** What has reached Parley for this template, from the request to the conversion. It fills by itself. */
export function Ladder({ template, platform, listening }: Props) {
  const about = {
    template: template.id,
    offsetDays: template.attribution.offset_days ?? 0,
    now: Date.now(),
  }
  const { tone, text } = LISTENING[listening.state]
  const waits = platform.guide.steps.some(({ state }) => state === 'listening')
  return (
    <Card title="Is it working?" actions={<Chip tone={tone}>{text}</Chip>}>
      <p className="sub">This list fills by itself. Nothing to refresh.</p>
      <ul className={css['rungs']}>
        {platform.rungs.map(rung => {
          const words = rungInWords(rung, about)
          return (
            <li key={rung.key}>
              <span className={cx(css['dot'], css[words.tone])} aria-hidden="true" />
              <span>
                <b>{words.title}</b>
                <span className="meta">{words.sub}</span>
              </span>
              <Chip tone={TONES[words.tone]}>{words.chip}</Chip>
            </li>
          )
        })}
      </ul>
      {waits && listening.isLong && <Causes platform={platform} />}
      <div className={css['sample']}>
        <span className="meta">No access to {platform.name} now?</span>
        <SendSample size="small" platform={platform} template={template.id} />
      </div>
    </Card>
  )
}
