import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { usePermission } from '../../api/permission.ts'
import { Button } from '../../kit/controls/button.tsx'
import { PageHeader } from '../../kit/page/page-header.tsx'
import { Card } from '../../kit/show/card.tsx'
import { Failed } from '../../kit/states/failed.tsx'
import { Forbidden } from '../../kit/states/forbidden.tsx'
import { Skeleton } from '../../kit/states/skeleton.tsx'
import { useSettled } from '../../parts/use-settled.ts'
import { numberInWords } from '../../words/numbers.ts'
import { planInWords } from '../../words/plan.ts'
import { Answer } from './answer.tsx'
import { FromTemplate } from './from-template.tsx'
import { Pins } from './pins.tsx'
import css from './plan.module.css'
import { bodyOf, type Plan, packPlan, planSearch, readPlan, SETTINGS, unpackPlan } from './plan.ts'
import type { search } from './search.ts'
import { Slider } from './slider.tsx'
import { useSimulation } from './use-simulation.ts'

const PINS_MAX = 3

/** Plan a launch: how long until it is known, and what learning brings. */
export function Page() {
  const { org = '' } = useParams({ strict: false })
  const given = useSearch({ from: '/o/$org/plan' })
  const navigate = useNavigate()
  const may = usePermission('edit')
  const set = (change: ReturnType<typeof search>) =>
    navigate({ to: '/o/$org/plan', params: { org }, search: { ...given, ...change }, replace: true })
  const plan = readPlan(given)
  const pins = [given.pin1, given.pin2, given.pin3].flatMap(pin =>
    pin === undefined ? [] : [unpackPlan(pin)],
  )
  const pin = (plans: readonly Plan[]) => {
    const [pin1, pin2, pin3] = plans.slice(-PINS_MAX).map(packPlan)
    void set({ pin1, pin2, pin3 })
  }
  const isPinned = pins.some(each => packPlan(each) === packPlan(plan))
  return (
    <>
      <PageHeader
        title="Plan a launch"
        sub="How long until you know? How many wordings? How large a control?"
        api={{ method: 'POST', path: `/orgs/${org}/simulations`, body: bodyOf(plan, 300) }}
        actions={
          may && (
            <Button isDisabled={isPinned || pins.length >= PINS_MAX} onPress={() => pin([...pins, plan])}>
              {pins.length >= PINS_MAX && !isPinned ? 'Three are pinned' : 'Pin to compare'}
            </Button>
          )
        }
      />
      {may ? (
        <div className={css['columns']}>
          <Card title="What you assume">
            <div className={css['settings']}>
              <FromTemplate
                template={given.template}
                onPlan={(template, taken) => void set({ template, ...planSearch(taken) })}
              />
              {SETTINGS.map(setting => (
                <Slider
                  key={setting.name}
                  setting={setting}
                  value={plan[setting.name]}
                  onChange={value => void set(planSearch({ ...plan, [setting.name]: value }))}
                />
              ))}
            </div>
          </Card>
          <Result plan={plan} />
        </div>
      ) : (
        <Forbidden needs="edit" />
      )}
      {may && pins.length > 0 && (
        <section className="stack">
          <h2>Pinned plans</h2>
          <Pins
            pins={pins}
            onUse={used => void set(planSearch(used))}
            onRemove={removed => pin(pins.filter(each => packPlan(each) !== packPlan(removed)))}
          />
        </section>
      )}
    </>
  )
}

/** The newest answer stays while a changed plan is computed. */
function Result({ plan }: { readonly plan: Plan }) {
  const settled = useSettled(packPlan(plan))
  const { job, isRunning, error, retry } = useSimulation(unpackPlan(settled))
  const [last, setLast] = useState(job?.partial)
  if (job?.partial && job.partial !== last) setLast(job.partial)
  const answer = job?.partial ?? last
  const isOld = job?.partial === null || job === undefined || settled !== packPlan(plan)
  if (error) return <Failed error={error} onRetry={() => void retry()} />
  if (!answer) return <Skeleton lines={6} />
  const { done = 0, total = 0 } = job?.progress ?? {}
  return (
    <div className="stack" aria-busy={isOld || isRunning}>
      <div>
        <p className="say" role="status">
          {planInWords(answer)}
        </p>
        <p className="meta">
          {isOld
            ? `Computing the changed plan: ${numberInWords(done)} of ${numberInWords(total)} launches. What you see is the last one.`
            : `From ${numberInWords(answer.plan.worlds)} simulated launches${isRunning ? `, refining to ${numberInWords(total)}` : ''}.`}{' '}
          {isRunning && <progress value={done} max={Math.max(1, total)} aria-label="Simulated launches" />}
        </p>
      </div>
      <Answer answer={answer} />
    </div>
  )
}
