import type { ReactNode } from 'react'
import { RadioGroup as AriaRadioGroup, Radio } from 'react-aria-components'
import { cx } from '../cx.ts'
import css from './choice.module.css'
import { FieldFrame, type FieldWords } from './field.tsx'

export interface RadioOption<Value extends string> {
  readonly value: Value
  readonly label: ReactNode
  readonly help?: ReactNode
  readonly isDisabled?: boolean
}

interface Props<Value extends string> extends FieldWords {
  readonly options: readonly RadioOption<Value>[]
  /** Null: nothing is chosen yet. */
  readonly value: Value | null
  readonly onChange: (value: Value) => void
  /** `cards`: each option in a frame of its own. */
  readonly look?: 'plain' | 'cards'
  readonly isVertical?: boolean
  readonly isDisabled?: boolean
}

/** One of a few values, all of them in sight. */
export function RadioGroup<const Value extends string>({
  options,
  value,
  onChange,
  look = 'plain',
  isVertical = false,
  isDisabled = false,
  error,
  ...words
}: Props<Value>) {
  const choose = (given: string) => {
    const chosen = options.find(option => option.value === given)
    if (chosen) onChange(chosen.value)
  }
  return (
    <AriaRadioGroup
      className={cx(css['group'], isVertical && css['vertical'])}
      value={value}
      onChange={choose}
      isInvalid={error !== undefined}
      isDisabled={isDisabled}
    >
      <FieldFrame {...words} error={error}>
        <div className={css['options']}>
          {options.map(option => (
            <Radio
              key={option.value}
              value={option.value}
              isDisabled={option.isDisabled ?? false}
              className={cx(css['choice'], look === 'cards' && css['card'])}
            >
              <span className={css['dot']} />
              <span className={css['said']}>
                <span>{option.label}</span>
                {option.help !== undefined && <span className="meta">{option.help}</span>}
              </span>
            </Radio>
          ))}
        </div>
      </FieldFrame>
    </AriaRadioGroup>
  )
}
