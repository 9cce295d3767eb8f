import { useNavigate } from '@tanstack/react-router'
import { useEffect } from 'react'
import type { Session } from '../api/session.ts'

/** A session that ended, here or in another window, leads to the sign-in; it returns to this page afterwards. */
export function useSignedOut(session: Session | null | undefined): void {
  const navigate = useNavigate()
  useEffect(() => {
    if (session !== null) return
    const to = `${location.pathname}${location.search}`
    void navigate({ to: '/sign-in', search: { to }, replace: true })
  }, [session, navigate])
}
