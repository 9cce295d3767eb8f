import { cx } from '../cx.ts'
import { Icon } from '../icon.tsx'
import css from './step-number.module.css'

interface Props {
  readonly number: number
  readonly isDone: boolean
  /** Whether it is the step to do now. */
  readonly isHere?: boolean
}

/** The number of a step in a circle; a check mark once it is done. */
export const StepNumber = ({ number, isDone, isHere = false }: Props) => (
  <span className={cx(css['number'], isDone && css['done'], isHere && css['here'])}>
    {isDone ? <Icon name="check" size={14} /> : number}
  </span>
)
