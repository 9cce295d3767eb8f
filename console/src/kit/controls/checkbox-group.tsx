import { CheckboxGroup as AriaCheckboxGroup } from 'react-aria-components'
import { cx } from '../cx.ts'
import { Checkbox } from './checkbox.tsx'
import css from './choice.module.css'
import { FieldFrame, type FieldWords } from './field.tsx'

interface Props<Value extends string> extends FieldWords {
  readonly options: readonly { readonly value: Value; readonly label: string; readonly help?: string }[]
  readonly value: readonly Value[]
  readonly onChange: (value: Value[]) => void
  readonly isVertical?: boolean
  readonly isDisabled?: boolean
}

/** Any number of a few values. */
export const CheckboxGroup = <const Value extends string>({
  options,
  value,
  onChange,
  isVertical = false,
  isDisabled = false,
  error,
  ...words
}: Props<Value>) => (
  <AriaCheckboxGroup
    className={cx(css['group'], isVertical && css['vertical'])}
    value={[...value]}
    onChange={chosen => onChange(options.map(option => option.value).filter(each => chosen.includes(each)))}
    isInvalid={error !== undefined}
    isDisabled={isDisabled}
  >
    <FieldFrame {...words} error={error}>
      <div className={css['options']}>
        {options.map(({ value: each, label, help }) => (
          <Checkbox key={each} value={each}>
            {label}
            {help !== undefined && <span className="meta"> {help}</span>}
          </Checkbox>
        ))}
      </div>
    </FieldFrame>
  </AriaCheckboxGroup>
)
