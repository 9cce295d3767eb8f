import css from './run-bar.module.css'

interface Props {
  readonly done: number
  readonly planned: number
}

/** How far a run is. */
export const RunBar = ({ done, planned }: Props) => (
  <progress className={css['bar']} value={done} max={Math.max(1, planned)} aria-label="Progress of the run" />
)
