import { useQuery } from '@tanstack/react-query'
import { Outlet, useParams, useRouterState } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { watchedSession } from '../api/session.ts'
import { keepOrg } from './last-org.ts'
import { Rail } from './rail.tsx'
import css from './shell.module.css'
import { useSignedOut } from './signed-out.ts'
import { TopBar } from './top-bar.tsx'
import { useRowKeys } from './use-row-keys.ts'

/** The frame of every page of an organisation. */
export function Shell() {
  const { org } = useParams({ from: '/o/$org' })
  const { data: session } = useQuery(watchedSession)
  useSignedOut(session)
  useRowKeys()
  useEffect(() => keepOrg(org), [org])
  const main = useFocusOnNavigation()
  if (!session) return null
  return (
    <>
      <a className={css['skip']} href="#main">
        Skip to the page
      </a>
      <div className={css['app']}>
        <Rail org={org} session={session} />
        <div className={css['side']}>
          <TopBar org={org} session={session} />
          <main id="main" ref={main} tabIndex={-1} className={css['main']}>
            <Outlet />
          </main>
        </div>
      </div>
    </>
  )
}

/** After a change of page the focus moves to the page, so that the next Tab continues there. */
function useFocusOnNavigation() {
  const main = useRef<HTMLElement>(null)
  const pathname = useRouterState({ select: state => state.resolvedLocation?.pathname })
  const previous = useRef(pathname)
  useEffect(() => {
    if (previous.current !== undefined && previous.current !== pathname)
      main.current?.focus({ preventScroll: true })
    previous.current = pathname
  }, [pathname])
  return main
}
