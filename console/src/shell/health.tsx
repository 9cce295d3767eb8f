import { Link } from '@tanstack/react-router'
import { cx } from '../kit/cx.ts'
import css from './top-bar.module.css'
import { useSourcesInWords } from './use-sources-in-words.ts'

/** The health of the sources, in words. Leads to them. */
export function Health({ org }: { readonly org: string }) {
  const known = useSourcesInWords(org)
  if (!known) return null
  const { worst, text } = known
  return (
    <Link to="/o/$org/sources" params={{ org }} className={css['health']}>
      <span className={cx(css['dot'], css[worst])} />
      <span>{text}</span>
    </Link>
  )
}
