import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import type { AttributeRule } from '../../../../src/core/targeting/rule.ts'
import { toProblem } from '../../api/problem.ts'
import { TextField } from '../../kit/controls/text-field.tsx'
import { Chip } from '../../kit/show/chip.tsx'
import { trialQuery } from './queries.ts'
import css from './trial.module.css'

const PAUSE_MS = 300

/** A value that follows its source after a pause, so that not every key press asks the server. */
function usePaused<Value>(value: Value): Value {
  const text = JSON.stringify(value)
  const [paused, setPaused] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setPaused(JSON.parse(text)), PAUSE_MS)
    return () => clearTimeout(timer)
  }, [text])
  return paused
}

interface Props {
  readonly org: string
  readonly rule: AttributeRule
}

/** Type a raw value, see what it becomes. */
export function Trial({ org, rule }: Props) {
  const [value, setValue] = useState('')
  const asked = usePaused({ rule, value })
  const isReady = rule.name !== '' && ('options' in rule ? rule.options : rule.buckets).length > 0
  const trial = useQuery({
    ...trialQuery(org, asked.rule, asked.value),
    enabled: isReady && asked.rule.name !== '',
    placeholderData: keepPreviousData,
  })
  const becomes = trial.data?.items[0]?.becomes
  return (
    <div className={css['trial']}>
      <h3>Try it</h3>
      <TextField
        label="A raw value"
        help={rule.type === 'date' ? 'Such as 2026-11-20' : 'As a sender writes it'}
        value={value}
        onChange={setValue}
      />
      <div role="status" aria-live="polite" className="stack">
        {!isReady ? (
          <p className="meta">Write a name and a value first.</p>
        ) : trial.error ? (
          <p className={css['wrong']}>{toProblem(trial.error).message}</p>
        ) : becomes === undefined ? null : (
          <p className="row">
            {value === '' ? 'A missing value becomes' : 'Becomes'}
            {becomes.length === 0 ? <b>nothing: it is left out</b> : null}
            {becomes.map(each => (
              <Chip key={each} tone="accent">
                {each}
              </Chip>
            ))}
          </p>
        )}
      </div>
    </div>
  )
}
