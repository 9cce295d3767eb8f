import css from './logo.module.css'

/** The sign of Parley. */
export const Logo = () => (
  <svg width="20" height="20" viewBox="0 0 20 20" aria-hidden="true">
    <rect x="3" y="3" width="9" height="4" rx="2" className={css['first']} />
    <rect x="2" y="8" width="16" height="4" rx="2" className={css['second']} />
    <rect x="5" y="13" width="7" height="4" rx="2" className={css['third']} />
  </svg>
)
