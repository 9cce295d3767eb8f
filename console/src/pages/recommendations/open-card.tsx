import { Link, useParams } from '@tanstack/react-router'
import type { RecommendationView } from '../../../../src/features/recommendations/schema.ts'
import { useTemplateName } from '../../api/org-queries.ts'
import { Button } from '../../kit/controls/button.tsx'
import { Dialog, DialogTrigger } from '../../kit/overlays/dialog.tsx'
import { Age } from '../../kit/show/age.tsx'
import { Card } from '../../kit/show/card.tsx'
import { Chip } from '../../kit/show/chip.tsx'
import { figuresOf, KINDS } from '../../words/advice.ts'
import { sentenceOfServer } from '../../words/numbers.ts'
import { Decide } from './decide.tsx'
import css from './recommendations.module.css'

interface Props {
  readonly recommendation: RecommendationView
  /** The newest one is the first thing to see. */
  readonly isFirst: boolean
}

/** A recommendation that waits for a person. */
export function OpenCard({ recommendation, isFirst }: Props) {
  const { org = '' } = useParams({ strict: false })
  const { kind, template_id, reason, evidence, created_at } = recommendation
  const words = KINDS[kind]
  const nameOf = useTemplateName(org)
  const question = (action: 'accept' | 'dismiss', title: string) => (
    <Dialog title={title}>
      {close => <Decide recommendation={recommendation} action={action} close={close} />}
    </Dialog>
  )
  return (
    <Card
      title={
        <span className="row">
          <Chip tone={kind === 'check-tracking' ? 'warning' : 'accent'}>{words.title}</Chip>
          <Link to="/o/$org/templates/$tpl/results" params={{ org, tpl: template_id }}>
            {nameOf(template_id)}
          </Link>
        </span>
      }
      actions={
        <span className="meta">
          <Age at={created_at} />
        </span>
      }
    >
      <div className="stack">
        <p className={isFirst ? 'say' : css['reason']}>{sentenceOfServer(reason)}</p>
        <dl className={css['figures']}>
          {figuresOf(evidence).map(({ label, text, share }) => (
            <div key={label}>
              <dt className="meta">{label}</dt>
              <dd className="num">{text}</dd>
              {share !== undefined && (
                <span className={css['bar']} aria-hidden="true">
                  <span style={{ width: `${100 * Math.min(1, share)}%` }} />
                </span>
              )}
            </div>
          ))}
        </dl>
        <div className="row">
          <DialogTrigger>
            <Button kind={isFirst ? 'primary' : 'plain'} needs="edit">
              {words.accept}
            </Button>
            {question('accept', words.after === '' ? `${words.title}: what happens` : words.title)}
          </DialogTrigger>
          <DialogTrigger>
            <Button needs="edit">Not now</Button>
            {question('dismiss', 'Not now')}
          </DialogTrigger>
        </div>
      </div>
    </Card>
  )
}
