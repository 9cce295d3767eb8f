import { useState } from 'react'
import type { Need } from '../../../../src/features/overview/schema.ts'
import { Button } from '../../kit/controls/button.tsx'
import { LinkButton } from '../../kit/controls/link-button.tsx'
import { Age } from '../../kit/show/age.tsx'
import { Card, Cards } from '../../kit/show/card.tsx'
import { Chip, type Tone } from '../../kit/show/chip.tsx'
import { sentenceOfServer } from '../../words/numbers.ts'
import css from './home.module.css'

const SHOWN_MAX = 4

interface Look {
  readonly tone: Tone
  readonly say: (subject: string) => string
  readonly action: string
}

const LOOKS: Readonly<Record<Need['kind'], Look>> = {
  'source-failing': { tone: 'negative', say: subject => `${subject} fails`, action: 'See why' },
  'export-failing': { tone: 'negative', say: subject => `${subject} fails`, action: 'See why' },
  'key-rejected': { tone: 'negative', say: subject => `${subject} refuses the key`, action: 'Paste a key' },
  'source-held': { tone: 'warning', say: subject => `${subject} waits for a decision`, action: 'Decide' },
  'nothing-approved': { tone: 'warning', say: () => 'Nothing is approved', action: 'Approve a wording' },
  guardrail: { tone: 'warning', say: () => 'A guardrail stopped a wording', action: 'See its figures' },
  'source-quiet': {
    tone: 'warning',
    say: subject => `${subject} has gone quiet`,
    action: 'See what arrived last',
  },
  'source-expiring': { tone: 'warning', say: subject => `${subject} loses its access`, action: 'Renew it' },
  'source-late': { tone: 'warning', say: subject => `${subject} is late`, action: 'See its runs' },
  recommendation: { tone: 'accent', say: () => 'Parley advises', action: 'Review' },
}

/** What a person should look at, the worst first, one action each. */
export function Needs({ needs }: { readonly needs: readonly Need[] }) {
  const [isOpen, setOpen] = useState(false)
  if (needs.length === 0) return null
  const shown = isOpen ? needs : needs.slice(0, SHOWN_MAX)
  return (
    <section aria-label="Needs you" className="stack">
      <Cards min={360}>
        {shown.map(({ kind, subject, since, detail, link }) => {
          const { tone, say, action } = LOOKS[kind]
          const saysSubject = kind !== 'recommendation' && kind !== 'guardrail' && kind !== 'nothing-approved'
          return (
            <Card
              key={`${kind} ${subject} ${detail}`}
              tone={tone === 'accent' ? 'plain' : tone === 'negative' ? 'negative' : 'warning'}
            >
              <div className={css['need']}>
                <div className="row between">
                  <Chip tone={tone}>{say(subject)}</Chip>
                  <span className="meta">
                    {saysSubject ? '' : subject}
                    {since !== null && (
                      <>
                        {saysSubject ? '' : ' · '}
                        <Age at={since} />
                      </>
                    )}
                  </span>
                </div>
                <p>{sentenceOfServer(detail)}</p>
                <LinkButton size="small" to={link}>
                  {action}
                </LinkButton>
              </div>
            </Card>
          )
        })}
      </Cards>
      {needs.length > SHOWN_MAX && (
        <div>
          <Button size="small" onPress={() => setOpen(!isOpen)}>
            {isOpen ? 'Show the most urgent' : `Show ${needs.length - SHOWN_MAX} more`}
          </Button>
        </div>
      )}
    </section>
  )
}
