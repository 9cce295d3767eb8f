import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { templatesQuery } from '../../api/org-queries.ts'

/** The templates with ids of a platform. */
export function UsedBy({ org, slug }: { readonly org: string; readonly slug: string }) {
  const { data } = useQuery(templatesQuery(org))
  if (!data) return null
  const users = data.items.filter(({ integration }) => Object.keys(integration[slug] ?? {}).length > 0)
  if (users.length === 0)
    return (
      <p className="sub">
        No template has ids of this platform yet. You enter them at the template, under Integration.
      </p>
    )
  return (
    <p>
      Used by{' '}
      {users.map(({ id, name }, at) => (
        <span key={id}>
          {at > 0 && ', '}
          <Link to="/o/$org/templates/$tpl/integration" params={{ org, tpl: id }} search={{ platform: slug }}>
            {name}
          </Link>
        </span>
      ))}
      {data.next_cursor !== null && ' and others'}.
    </p>
  )
}
