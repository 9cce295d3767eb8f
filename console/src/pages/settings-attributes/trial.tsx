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
  return (
    <div className={css['trial']}>
      <h3>Try it</h3>
      <TextField
        label="A raw value"
        help={rule.type === 'date' ? 'Such as 2026-11-20' : 'As a sender writes it'}
        value={value}
        onChange={setValue}
      />
      <div role="status" aria-live="polite">
        {isReady ? (
          <Outcome
            error={trial.error}
            becomes={trial.data?.items[0]?.becomes}
            isMissing={asked.value === ''}
          />
        ) : (
          <p className="meta">Write a name and a value first.</p>
        )}
      </div>
    </div>
  )
}

interface OutcomeProps {
  readonly error: unknown
  readonly becomes: readonly string[] | undefined
  readonly isMissing: boolean
}

function Outcome({ error, becomes, isMissing }: OutcomeProps) {
  if (error) return <p className={css['wrong']}>{toProblem(error).message}</p>
  if (becomes === undefined) return null
  return (
    <p className="row">
      {isMissing ? 'A missing value becomes' : 'Becomes'}
      {becomes.length === 0 && <b>nothing: it is left out</b>}
      {becomes.map(each => (
        <Chip key={each} tone="accent">
          {each}
        </Chip>
      ))}
    </p>
  )
}
