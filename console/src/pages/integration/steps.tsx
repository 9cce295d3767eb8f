import { useSearch } from '@tanstack/react-router'
import type { Static } from 'typebox'
import type { PlatformView } from '../../../../src/features/connections/schema.ts'
import type { TemplateDetail } from '../../../../src/features/templates/schema.ts'
import css from './integration.module.css'
import { Step } from './step.tsx'
import { useKeys } from './use-keys.ts'

interface Props {
  readonly template: Static<typeof TemplateDetail>
  readonly platform: PlatformView
  readonly isPrinted: boolean
}

/** The steps over there and here: done ones folded, one open at a time. */
export function Steps({ template, platform, isPrinted }: Props) {
  const { step: wanted } = useSearch({ from: '/o/$org/templates/$tpl/integration' })
  const keys = useKeys(platform.slug)
  const { steps, snippets } = platform.guide
  const here = steps.find(({ state, optional }) => !optional && (state === 'listening' || state === 'todo'))
  const open = wanted ?? here?.key
  return (
    <ol className={css['steps']}>
      {steps.map((step, at) => (
        <Step
          key={step.key}
          number={at + 1}
          step={step}
          snippets={snippets.filter(snippet => snippet.step === step.key)}
          isHere={step === here}
          isOpen={isPrinted || step.key === open}
          {...{ template, platform, keys, isPrinted }}
        />
      ))}
    </ol>
  )
}
