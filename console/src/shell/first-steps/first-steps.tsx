import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { onboardingQuery } from '../../api/platform-queries.ts'
import { Button } from '../../kit/controls/button.tsx'
import { Icon } from '../../kit/icon.tsx'
import { Age } from '../../kit/show/age.tsx'
import { Card } from '../../kit/show/card.tsx'
import { Chip } from '../../kit/show/chip.tsx'
import { StepNumber } from '../../kit/show/step-number.tsx'
import { Loaded } from '../../kit/states/loaded.tsx'
import { FIRST_STEPS, progressInWords } from '../../words/first-steps.ts'
import { closeFirstSteps, useFirstStepsShown } from './closed.ts'
import { DemoNote } from './demo-note.tsx'
import css from './first-steps.module.css'

interface Props {
  readonly org: string
  /** Shown although it was closed, because Help asked for it. */
  readonly isRecalled?: boolean
  /** Called when it is closed, to take the recall out of the address. */
  readonly onClose?: () => void
}

/** The checklist of a new organisation. Facts tick it; it blocks nothing, and Help recalls it. */
export function FirstSteps({ org, isRecalled = false, onClose }: Props) {
  const isShown = useFirstStepsShown(org)
  const query = useQuery({ ...onboardingQuery(org), refetchInterval: 10_000, enabled: isShown || isRecalled })
  const isDone = query.data?.steps.every(({ state }) => state === 'done') ?? false
  if (!isRecalled && (!isShown || isDone)) return null
  return (
    <Card
      title="First steps"
      actions={
        <>
          {query.data && (
            <span className="meta">
              {progressInWords(
                query.data.steps.filter(({ state }) => state === 'done').length,
                query.data.steps.length,
              )}
            </span>
          )}
          <Button
            kind="quiet"
            size="small"
            aria-label="Close the first steps"
            onPress={() => {
              closeFirstSteps(org)
              onClose?.()
            }}
          >
            <Icon name="close" size={14} />
          </Button>
        </>
      }
    >
      <Loaded query={query}>
        {({ steps }) => (
          <>
            <ol className={css['steps']}>
              {steps.map((step, at) => (
                <li key={step.key}>
                  <StepNumber number={at + 1} isDone={step.state === 'done'} />
                  <span className={css['words']}>
                    <b>{FIRST_STEPS[step.key].title}</b>
                    <span className="meta">
                      {step.evidence ?? FIRST_STEPS[step.key].why}
                      {step.at !== null && (
                        <>
                          {' '}
                          <Age at={step.at} />
                        </>
                      )}
                    </span>
                  </span>
                  {step.state === 'listening' && <Chip tone="accent">Listening</Chip>}
                  {step.state !== 'done' && (
                    <Link
                      to={step.link}
                      aria-label={`${FIRST_STEPS[step.key].action}: ${FIRST_STEPS[step.key].title}`}
                    >
                      {FIRST_STEPS[step.key].action}
                    </Link>
                  )}
                </li>
              ))}
            </ol>
            <DemoNote org={org} />
          </>
        )}
      </Loaded>
    </Card>
  )
}
