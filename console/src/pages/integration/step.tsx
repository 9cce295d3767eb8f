import { useNavigate } from '@tanstack/react-router'
import type { Static } from 'typebox'
import type { PlatformView } from '../../../../src/features/connections/schema.ts'
import type { TemplateDetail } from '../../../../src/features/templates/schema.ts'
import { cx } from '../../kit/cx.ts'
import { Age } from '../../kit/show/age.tsx'
import { Chip } from '../../kit/show/chip.tsx'
import { StepNumber } from '../../kit/show/step-number.tsx'
import css from './integration.module.css'
import { RunHere } from './run-here.tsx'
import { StepForms } from './step-forms.tsx'
import { StepSnippet } from './step-snippet.tsx'
import type { SnippetView, StepView } from './step-view.ts'
import type { Keys } from './use-keys.ts'

interface Props {
  readonly number: number
  readonly step: StepView
  readonly snippets: readonly SnippetView[]
  readonly isHere: boolean
  readonly isOpen: boolean
  readonly isPrinted: boolean
  readonly template: Static<typeof TemplateDetail>
  readonly platform: PlatformView
  readonly keys: Keys
}

export function Step({ number, step, snippets, isHere, isOpen, isPrinted, template, platform, keys }: Props) {
  const navigate = useNavigate({ from: '/o/$org/templates/$tpl/integration' })
  const id = `step-${step.key}`
  const isDone = step.state === 'done'
  const toggle = () =>
    void navigate({ search: known => ({ ...known, step: isOpen ? 'none' : step.key }), replace: true })
  return (
    <li className={cx(css['step'], isOpen && css['open'])} aria-current={isHere ? 'step' : undefined}>
      <StepNumber number={number} isDone={isDone} isHere={isHere} />
      <div className={css['body']}>
        <div className={css['head']}>
          <h2>
            <button
              type="button"
              className={css['toggle']}
              aria-expanded={isOpen}
              aria-controls={id}
              onClick={toggle}
            >
              {step.title}
            </button>
          </h2>
          <StepState step={step} isHere={isHere} />
        </div>
        {isDone && <p className="sub">{step.evidence}</p>}
        <div id={id} hidden={!isOpen} className={css['content']}>
          {isOpen && (
            <>
              <p className={css['text']}>{step.text}</p>
              {snippets.map(snippet => (
                <StepSnippet key={snippet.key} snippet={snippet} keys={keys} isPrinted={isPrinted} />
              ))}
              {!isPrinted && snippets.some(({ scope }) => scope === 'serve') && (
                <RunHere template={template} />
              )}
              {!isPrinted && <StepForms step={step} template={template} platform={platform} />}
              <p className="meta">
                <b>You should see:</b> {step.expect}
              </p>
            </>
          )}
        </div>
      </div>
    </li>
  )
}

function StepState({ step, isHere }: { readonly step: StepView; readonly isHere: boolean }) {
  if (step.state === 'done')
    return (
      <span className="meta">
        done
        {step.since !== null && (
          <>
            , seen <Age at={step.since} />
          </>
        )}
      </span>
    )
  if (isHere) return <Chip tone="accent">you are here</Chip>
  if (step.optional) return <span className="meta">optional</span>
  if (step.state === 'unknown') return <span className="meta">leaves no trace here</span>
  return null
}
