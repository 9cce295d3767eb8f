import css from '../../charts/charts.module.css'
import { Letter } from '../../kit/show/chip.tsx'

interface Props {
  readonly items: readonly { readonly id: string; readonly letter: string; readonly text: string }[]
}

/** The names of series under a narrow picture, each with its letter. */
export const Legend = ({ items }: Props) =>
  items.map(({ id, letter, text }) => (
    <span key={id} className={css['key']}>
      <Letter letter={letter} />
      {text}
    </span>
  ))
