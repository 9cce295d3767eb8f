import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
  retainSearchParams,
} from '@tanstack/react-router'
import type { ComponentType } from 'react'
import { queryClient } from './api/query-client.ts'
import { parseSearch, searchOf, stringifySearch, text } from './api/search.ts'
import { sessionQuery } from './api/session.ts'
import { search as accountSearch } from './pages/account/search.ts'
import { search as activitySearch } from './pages/activity/search.ts'
import { search as administrationSearch } from './pages/administration/search.ts'
import { search as coverageSearch } from './pages/channel-coverage/search.ts'
import { search as deliveriesSearch } from './pages/deliveries/search.ts'
import { search as diagnosticsSearch } from './pages/diagnostics/search.ts'
import { search as eventNamesSearch } from './pages/event-names/search.ts'
import { search as eventReplaysSearch } from './pages/event-replays/search.ts'
import { search as eventsSearch } from './pages/events/search.ts'
import { search as exportsSearch } from './pages/exports/search.ts'
import { search as feedbackWebhookSearch } from './pages/feedback-webhook/search.ts'
import { search as feedbackWebhookNewSearch } from './pages/feedback-webhook-new/search.ts'
import { search as feedbackWebhooksSearch } from './pages/feedback-webhooks/search.ts'
import { search as helpSearch } from './pages/help/search.ts'
import { search as homeSearch } from './pages/home/search.ts'
import { search as integrationSearch } from './pages/integration/search.ts'
import { search as inviteSearch } from './pages/invite/search.ts'
import { search as peopleSearch } from './pages/people/search.ts'
import { search as personSearch } from './pages/person/search.ts'
import { search as planSearch } from './pages/plan/search.ts'
import { search as playgroundSearch } from './pages/playground/search.ts'
import { search as recommendationsSearch } from './pages/recommendations/search.ts'
import { search as resetSearch } from './pages/reset/search.ts'
import { search as resultsSearch } from './pages/results/search.ts'
import { search as settingsAttributesSearch } from './pages/settings-attributes/search.ts'
import { search as settingsAuditSearch } from './pages/settings-audit/search.ts'
import { search as settingsDataSearch } from './pages/settings-data/search.ts'
import { search as settingsIntegrationsSearch } from './pages/settings-integrations/search.ts'
import { search as settingsKeysSearch } from './pages/settings-keys/search.ts'
import { search as settingsMembersSearch } from './pages/settings-members/search.ts'
import { search as settingsMetricsSearch } from './pages/settings-metrics/search.ts'
import { search as settingsOrganisationSearch } from './pages/settings-organisation/search.ts'
import { search as settingsSandboxesSearch } from './pages/settings-sandboxes/search.ts'
import { search as settingsSignInSearch } from './pages/settings-sign-in/search.ts'
import { search as setupSearch } from './pages/setup/search.ts'
import { search as signInSearch } from './pages/sign-in/search.ts'
import { search as sourceSearch } from './pages/source/search.ts'
import { search as sourcesSearch } from './pages/sources/search.ts'
import { search as templateNewSearch } from './pages/template-new/search.ts'
import { search as templateSettingsSearch } from './pages/template-settings/search.ts'
import { search as templatesSearch } from './pages/templates/search.ts'
import { search as variantsSearch } from './pages/variants/search.ts'
import { search as warehouseSourceSearch } from './pages/warehouse-source/search.ts'
import { search as warehouseSourceNewSearch } from './pages/warehouse-source-new/search.ts'
import { lastOrg } from './shell/last-org.ts'
import { Root } from './shell/root.tsx'
import { NotFound, RouteFailed, RoutePending } from './shell/route-states.tsx'
import { SettingsFrame } from './shell/settings-frame.tsx'
import { Shell } from './shell/shell.tsx'

// Every route of the console. Each page is a chunk of its own, which hover and focus on a link load ahead.

declare module '@tanstack/react-router' {
  interface StaticDataRouteOption {
    /** Where the page is, from the outside in. The last one is its title. */
    readonly crumbs?: readonly string[]
  }
  interface Register {
    router: typeof router
  }
}

const page = (load: () => Promise<{ Page: ComponentType }>) => lazyRouteComponent(load, 'Page')

const rootRoute = createRootRoute({ component: Root, notFoundComponent: NotFound })

/** `/` leads to the organisation that was open last. */
const startRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/',
  async beforeLoad() {
    const session = await queryClient.ensureQueryData(sessionQuery)
    if (session === null) throw redirect({ to: '/sign-in' })
    const org = lastOrg(session.orgs)
    throw org === undefined ? redirect({ to: '/account' }) : redirect({ to: '/o/$org', params: { org } })
  },
})

const orgSearch = searchOf({ sandbox: text })

const orgRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/o/$org',
  validateSearch: orgSearch,
  // The chosen sandbox stays chosen from page to page.
  search: { middlewares: [retainSearchParams<ReturnType<typeof orgSearch>>(['sandbox'])] },
  async beforeLoad({ location }) {
    const session = await queryClient.ensureQueryData(sessionQuery)
    if (session === null) throw redirect({ to: '/sign-in', search: { to: location.href } })
  },
  component: Shell,
})

const setupRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/setup',
  staticData: { crumbs: ['Set up Parley'] },
  validateSearch: setupSearch,
  component: page(() => import('./pages/setup/page.tsx')),
})

const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in',
  staticData: { crumbs: ['Sign in'] },
  validateSearch: signInSearch,
  component: page(() => import('./pages/sign-in/page.tsx')),
})

const inviteRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/invite/$token',
  staticData: { crumbs: ['Accept the invitation'] },
  validateSearch: inviteSearch,
  component: page(() => import('./pages/invite/page.tsx')),
})

const resetRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/reset/$token',
  staticData: { crumbs: ['Choose a new password'] },
  validateSearch: resetSearch,
  component: page(() => import('./pages/reset/page.tsx')),
})

const homeRoute = createRoute({
  getParentRoute: () => orgRoute,
  path: '/',
  staticData: { crumbs: ['Home'] },
  validateSearch: homeSearch,
  component: page(() => import('./pages/home/page.tsx')),
})

const helpRoute = createRoute({
  getParentRoute: () => orgRoute,
  path: '/help',
  staticData: { crumbs: ['Help'] },
  validateSearch: helpSearch,
  component: page(() => import('./pages/help/page.tsx')),
})

const templatesRoute = createRoute({
  getParentRoute: () => orgRoute,
  path: '/templates',
  staticData: { crumbs: ['Templates'] },
  validateSearch: templatesSearch,
  component: page(() => import('./pages/templates/page.tsx')),
})

const templateNewRoute = createRoute({
  getParentRoute: () => orgRoute,
  path: '/templates/new',
  staticData: { crumbs: ['Templates', 'New template'] },
  validateSearch: templateNewSearch,
  component: page(() => import('./pages/template-new/page.tsx')),
})

const recommendationsRoute = createRoute({
  getParentRoute: () => orgRoute,
  path: '/recommendations',
  staticData: { crumbs: ['Recommendations'] },
  validateSearch: recommendationsSearch,
  component: page(() => import('./pages/recommendations/page.tsx')),
})

const playgroundRoute = createRoute({
  getParentRoute: () => orgRoute,
  path: '/playground',
  staticData: { crumbs: ['Playground'] },
  validateSearch: playgroundSearch,
  component: page(() => import('./pages/playground/page.tsx')),
})

const planRoute = createRoute({
  getParentRoute: () => orgRoute,
  path: '/plan',
  staticData: { crumbs: ['Plan a launch'] },
  validateSearch: planSearch,
  component: page(() => import('./pages/plan/page.tsx')),
})

const eventsRoute = createRoute({
  getParentRoute: () => orgRoute,
  path: '/events',
  staticData: { crumbs: ['Data', 'Events'] },
  validateSearch: eventsSearch,
  component: page(() => import('./pages/events/page.tsx')),
})

const eventNamesRoute = createRoute({
  getParentRoute: () => orgRoute,
  path: '/events/names',
  staticData: { crumbs: ['Data', 'Events', 'Names'] },
  validateSearch: eventNamesSearch,
  component: page(() => import('./pages/event-names/page.tsx')),
})

const eventReplaysRoute = createRoute({
  getParentRoute: () => orgRoute,
  path: '/events/replays',
  staticData: { crumbs: ['Data', 'Events', 'Replays'] },
  validateSearch: eventReplaysSearch,
  component: page(() => import('./pages/event-replays/page.tsx')),
})

const peopleRoute = createRoute({
  getParentRoute: () => orgRoute,
  path: '/people',
  staticData: { crumbs: ['Data', 'People'] },
  validateSearch: peopleSearch,
  component: page(() => import('./pages/people/page.tsx')),
})

const personRoute = createRoute({
  getParentRoute: () => orgRoute,
  path: '/people/$person',
  staticData: { crumbs: ['Data', 'People', 'Person'] },
  validateSearch: personSearch,
  component: page(() => import('./pages/person/page.tsx')),
})

const sourcesRoute = createRoute({
  getParentRoute: () => orgRoute,
  path: '/sources',
  staticData: { crumbs: ['Data', 'Sources'] },
  validateSearch: sourcesSearch,
  component: page(() => import('./pages/sources/page.tsx')),
})

const sourceRoute = createRoute({
  getParentRoute: () => orgRoute,
  path: '/sources/$source',
  staticData: { crumbs: ['Data', 'Sources', 'Source'] },
  validateSearch: sourceSearch,
  component: page(() => import('./pages/source/page.tsx')),
})

const coverageRoute = createRoute({
  getParentRoute: () => orgRoute,
  path: '/sources/coverage',
  staticData: { crumbs: ['Data', 'Sources', 'Webhooks and exports'] },
  validateSearch: coverageSearch,
  component: page(() => import('./pages/channel-coverage/page.tsx')),
})

const exportsRoute = createRoute({
  getParentRoute: () => orgRoute,
  path: '/exports',
  staticData: { crumbs: ['Outbound', 'Daily export'] },
  validateSearch: exportsSearch,
  component: page(() => import('./pages/exports/page.tsx')),
})

const warehouseSourceNewRoute = createRoute({
  getParentRoute: () => orgRoute,
  path: '/sources/warehouse/new',
  staticData: { crumbs: ['Data', 'Sources', 'Warehouse', 'Add a source'] },
  validateSearch: warehouseSourceNewSearch,
  component: page(() => import('./pages/warehouse-source-new/page.tsx')),
})

const warehouseSourceRoute = createRoute({
  getParentRoute: () => orgRoute,
  path: '/sources/warehouse/$source',
  staticData: { crumbs: ['Data', 'Sources', 'Warehouse', 'Source'] },
  validateSearch: warehouseSourceSearch,
  component: page(() => import('./pages/warehouse-source/page.tsx')),
})

const deliveriesRoute = createRoute({
  getParentRoute: () => orgRoute,
  path: '/deliveries',
  staticData: { crumbs: ['Outbound', 'Deliveries'] },
  validateSearch: deliveriesSearch,
  component: page(() => import('./pages/deliveries/page.tsx')),
})

const administrationRoute = createRoute({
  getParentRoute: () => orgRoute,
  path: '/admin',
  staticData: { crumbs: ['Administration'] },
  validateSearch: administrationSearch,
  component: page(() => import('./pages/administration/page.tsx')),
})

const feedbackWebhooksRoute = createRoute({
  getParentRoute: () => orgRoute,
  path: '/admin/channels/feedback-webhooks',
  staticData: { crumbs: ['Administration', 'Channels', 'Feedback webhook settings'] },
  validateSearch: feedbackWebhooksSearch,
  component: page(() => import('./pages/feedback-webhooks/page.tsx')),
})

const feedbackWebhookNewRoute = createRoute({
  getParentRoute: () => orgRoute,
  path: '/admin/channels/feedback-webhooks/new',
  staticData: { crumbs: ['Administration', 'Channels', 'Feedback webhook settings', 'Create'] },
  validateSearch: feedbackWebhookNewSearch,
  component: page(() => import('./pages/feedback-webhook-new/page.tsx')),
})

const feedbackWebhookRoute = createRoute({
  getParentRoute: () => orgRoute,
  path: '/admin/channels/feedback-webhooks/$webhook',
  staticData: { crumbs: ['Administration', 'Channels', 'Feedback webhook settings', 'Webhook'] },
  validateSearch: feedbackWebhookSearch,
  component: page(() => import('./pages/feedback-webhook/page.tsx')),
})

const accountRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/account',
  staticData: { crumbs: ['Your account'] },
  validateSearch: accountSearch,
  component: page(() => import('./pages/account/page.tsx')),
})

const templateRoute = createRoute({ getParentRoute: () => orgRoute, path: '/templates/$tpl' })

const templateIndexRoute = createRoute({
  getParentRoute: () => templateRoute,
  path: '/',
  beforeLoad({ params }) {
    throw redirect({ to: '/o/$org/templates/$tpl/results', params })
  },
})

const resultsRoute = createRoute({
  getParentRoute: () => templateRoute,
  path: '/results',
  staticData: { crumbs: ['Templates', 'Results'] },
  validateSearch: resultsSearch,
  component: page(() => import('./pages/results/page.tsx')),
})

const variantsRoute = createRoute({
  getParentRoute: () => templateRoute,
  path: '/variants',
  staticData: { crumbs: ['Templates', 'Variants'] },
  validateSearch: variantsSearch,
  component: page(() => import('./pages/variants/page.tsx')),
})

const diagnosticsRoute = createRoute({
  getParentRoute: () => templateRoute,
  path: '/diagnostics',
  staticData: { crumbs: ['Templates', 'Diagnostics'] },
  validateSearch: diagnosticsSearch,
  component: page(() => import('./pages/diagnostics/page.tsx')),
})

const integrationRoute = createRoute({
  getParentRoute: () => templateRoute,
  path: '/integration',
  staticData: { crumbs: ['Templates', 'Integration settings'] },
  validateSearch: integrationSearch,
  component: page(() => import('./pages/integration/page.tsx')),
})

const templateSettingsRoute = createRoute({
  getParentRoute: () => templateRoute,
  path: '/settings',
  staticData: { crumbs: ['Templates', 'Settings'] },
  validateSearch: templateSettingsSearch,
  component: page(() => import('./pages/template-settings/page.tsx')),
})

const activityRoute = createRoute({
  getParentRoute: () => templateRoute,
  path: '/activity',
  staticData: { crumbs: ['Templates', 'Activity'] },
  validateSearch: activitySearch,
  component: page(() => import('./pages/activity/page.tsx')),
})

const settingsRoute = createRoute({
  getParentRoute: () => orgRoute,
  path: '/settings',
  component: SettingsFrame,
})

const settingsIndexRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: '/',
  beforeLoad({ params }) {
    throw redirect({ to: '/o/$org/settings/organisation', params })
  },
})

const settingsOrganisationRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: '/organisation',
  staticData: { crumbs: ['Administration', 'Settings', 'Organisation'] },
  validateSearch: settingsOrganisationSearch,
  component: page(() => import('./pages/settings-organisation/page.tsx')),
})

const settingsIntegrationsRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: '/integrations',
  staticData: { crumbs: ['Administration', 'Settings', 'Integrations'] },
  validateSearch: settingsIntegrationsSearch,
  component: page(() => import('./pages/settings-integrations/page.tsx')),
})

const settingsSandboxesRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: '/sandboxes',
  staticData: { crumbs: ['Administration', 'Settings', 'Sandboxes'] },
  validateSearch: settingsSandboxesSearch,
  component: page(() => import('./pages/settings-sandboxes/page.tsx')),
})

const settingsAttributesRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: '/attributes',
  staticData: { crumbs: ['Administration', 'Settings', 'Attributes'] },
  validateSearch: settingsAttributesSearch,
  component: page(() => import('./pages/settings-attributes/page.tsx')),
})

const settingsMetricsRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: '/metrics',
  staticData: { crumbs: ['Administration', 'Settings', 'Metrics'] },
  validateSearch: settingsMetricsSearch,
  component: page(() => import('./pages/settings-metrics/page.tsx')),
})

const settingsKeysRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: '/keys',
  staticData: { crumbs: ['Administration', 'Settings', 'API Keys'] },
  validateSearch: settingsKeysSearch,
  component: page(() => import('./pages/settings-keys/page.tsx')),
})

const settingsMembersRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: '/members',
  staticData: { crumbs: ['Administration', 'Settings', 'Members'] },
  validateSearch: settingsMembersSearch,
  component: page(() => import('./pages/settings-members/page.tsx')),
})

const settingsSignInRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: '/sign-in',
  staticData: { crumbs: ['Administration', 'Settings', 'Sign-in'] },
  validateSearch: settingsSignInSearch,
  component: page(() => import('./pages/settings-sign-in/page.tsx')),
})

const settingsAuditRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: '/audit',
  staticData: { crumbs: ['Administration', 'Settings', 'Audit'] },
  validateSearch: settingsAuditSearch,
  component: page(() => import('./pages/settings-audit/page.tsx')),
})

const settingsDataRoute = createRoute({
  getParentRoute: () => settingsRoute,
  path: '/data',
  staticData: { crumbs: ['Administration', 'Settings', 'Data'] },
  validateSearch: settingsDataSearch,
  component: page(() => import('./pages/settings-data/page.tsx')),
})

const routeTree = rootRoute.addChildren([
  startRoute,
  accountRoute,
  setupRoute,
  signInRoute,
  inviteRoute,
  resetRoute,
  orgRoute.addChildren([
    homeRoute,
    helpRoute,
    templatesRoute,
    templateNewRoute,
    recommendationsRoute,
    playgroundRoute,
    planRoute,
    eventsRoute,
    eventNamesRoute,
    eventReplaysRoute,
    peopleRoute,
    personRoute,
    sourcesRoute,
    sourceRoute,
    coverageRoute,
    exportsRoute,
    warehouseSourceNewRoute,
    warehouseSourceRoute,
    deliveriesRoute,
    administrationRoute,
    feedbackWebhooksRoute,
    feedbackWebhookNewRoute,
    feedbackWebhookRoute,
    templateRoute.addChildren([
      templateIndexRoute,
      resultsRoute,
      variantsRoute,
      diagnosticsRoute,
      integrationRoute,
      templateSettingsRoute,
      activityRoute,
    ]),
    settingsRoute.addChildren([
      settingsIndexRoute,
      settingsOrganisationRoute,
      settingsIntegrationsRoute,
      settingsSandboxesRoute,
      settingsMetricsRoute,
      settingsAttributesRoute,
      settingsKeysRoute,
      settingsMembersRoute,
      settingsSignInRoute,
      settingsAuditRoute,
      settingsDataRoute,
    ]),
  ]),
])

export const router = createRouter({
  routeTree,
  parseSearch,
  stringifySearch,
  defaultPreload: 'intent',
  defaultPendingMs: 200,
  defaultPendingComponent: RoutePending,
  defaultErrorComponent: RouteFailed,
  scrollRestoration: true,
})
