import { useQuery } from '@tanstack/react-query'
import { Link, useMatches, useParams } from '@tanstack/react-router'
import { templateQuery } from '../api/org-queries.ts'
import css from './top-bar.module.css'

/** The path to this page, from the declarations of the routes. A template's name stands before its tab. */
export function Crumbs({ org }: { readonly org: string }) {
  const crumbs = useMatches({ select: matches => matches.at(-1)?.staticData.crumbs }) ?? []
  const { tpl } = useParams({ strict: false })
  return (
    <nav aria-label="Path" className={css['path']}>
      <ol className={css['crumbs']}>
        {crumbs.slice(0, -1).map(crumb => (
          <li key={crumb}>{crumb === 'Templates' ? <TemplatesLink org={org} /> : crumb}</li>
        ))}
        {tpl !== undefined && <TemplateCrumb org={org} template={tpl} />}
        <li aria-current="page">{crumbs.at(-1)}</li>
      </ol>
    </nav>
  )
}

const TemplatesLink = ({ org }: { readonly org: string }) => (
  <Link to="/o/$org/templates" params={{ org }}>
    Templates
  </Link>
)

function TemplateCrumb({ org, template }: { readonly org: string; readonly template: string }) {
  const { data } = useQuery(templateQuery(org, template))
  return (
    <li>
      <Link to="/o/$org/templates/$tpl" params={{ org, tpl: template }}>
        {data?.name ?? template}
      </Link>
    </li>
  )
}
