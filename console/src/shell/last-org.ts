import type { Session } from '../api/session.ts'

const KEY = 'parley.org'

/** The slug of the organisation that was open last in this browser, or the first one. */
export function lastOrg(orgs: Session['orgs']): string | undefined {
  const last = localStorage.getItem(KEY)
  return (orgs.find(({ slug }) => slug === last) ?? orgs[0])?.slug
}

export const keepOrg = (slug: string): void => localStorage.setItem(KEY, slug)
