import { Outlet, useNavigate, useRouter } from '@tanstack/react-router'
import { RouterProvider } from 'react-aria-components'
import { Toasts } from '../kit/overlays/toast.tsx'
import { LiveRegion } from './live-region.tsx'

/** Around every page, also of people who are not signed in. */
export function Root() {
  const router = useRouter()
  const navigate = useNavigate()
  return (
    <RouterProvider
      navigate={href => void navigate({ href })}
      useHref={href => router.history.createHref(href)}
    >
      <Outlet />
      <Toasts />
      <LiveRegion />
    </RouterProvider>
  )
}
