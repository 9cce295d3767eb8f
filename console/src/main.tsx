import './styles/tokens.css'
import './styles/base.css'
import { QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { FormContext } from 'react-aria-components'
import { createRoot } from 'react-dom/client'
import { queryClient } from './api/query-client.ts'
import { router } from './routes.tsx'
import { applyTheme } from './shell/theme.ts'
import { allowEmptyHtml } from './shell/trusted-types.ts'

allowEmptyHtml()
applyTheme()

// A field that the server refused must not keep the browser from sending the form again.
const SAID_ONLY = { validationBehavior: 'aria' } as const

const root = document.getElementById('root')
if (root)
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={queryClient}>
        <FormContext.Provider value={SAID_ONLY}>
          <RouterProvider router={router} />
        </FormContext.Provider>
      </QueryClientProvider>
    </StrictMode>,
  )
