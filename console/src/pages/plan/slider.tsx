import { NumberField } from '../../kit/controls/number-field.tsx'
import css from './plan.module.css'
import { placeOf, type Setting, valueAt } from './plan.ts'

interface Props {
  readonly setting: Setting
  readonly value: number
  readonly onChange: (value: number) => void
}

/** A number with a slider. Each does all that the other does. */
export const Slider = ({ setting, value, onChange }: Props) => {
  const { label, unit, min, max, step } = setting
  return (
    <div className={css['setting']}>
      <NumberField
        label={label}
        aside={unit}
        minValue={min}
        maxValue={max}
        step={step}
        value={value}
        onChange={given => Number.isFinite(given) && onChange(given)}
      />
      <input
        type="range"
        className={css['slider']}
        aria-label={label}
        aria-valuetext={`${value} ${unit}`}
        min={0}
        max={1000}
        step={1}
        value={placeOf(setting, value)}
        onChange={event => onChange(valueAt(setting, Number(event.target.value)))}
      />
    </div>
  )
}
