import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { platformHealthQuery } from '../api/platform-health.ts'
import { cx } from '../kit/cx.ts'
import { sourcesInWords } from '../words/sources.ts'
import css from './top-bar.module.css'

/** The health of the sources, in words. Leads to them. */
export function Health({ org }: { readonly org: string }) {
  const { data } = useQuery({ ...platformHealthQuery(org), refetchInterval: 60_000 })
  if (!data) return null
  const { worst, text } = sourcesInWords(data.items.map(({ health }) => health.status))
  return (
    <Link to="/o/$org/sources" params={{ org }} className={css['health']}>
      <span className={cx(css['dot'], css[worst])} />
      <span>{text}</span>
    </Link>
  )
}
