import css from './charts.module.css'
import { sparkPath } from './rates.ts'

/** The last 24 hours as a line. The figure beside it says what it shows. */
export const Spark = ({ values }: { readonly values: readonly (number | null)[] }) => (
  <svg className={css['spark']} width={96} height={28} viewBox="0 0 96 28" aria-hidden="true">
    <path d={sparkPath(values, 96, 28)} fill="none" stroke="var(--muted)" strokeWidth={1.5} />
  </svg>
)
