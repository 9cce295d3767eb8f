import { EMPTY_ORG, ORG } from './seed.ts'
import { WEBHOOK } from './states-outbound.ts'
import { SOURCE } from './states-warehouse.ts'

/** An address at which a page is shown. */
export interface Place {
  readonly name: string
  /** The route of routes.tsx that it shows. */
  readonly route: string
  readonly path: string
  readonly isSignedOut?: boolean
}

const ofOrg = (
  name: string,
  route: string,
  params: Readonly<Record<string, string>> = {},
  search = '',
): Place => {
  const filled = Object.entries(params).reduce((path, [key, value]) => path.replace(`$${key}`, value), route)
  return { name, route: `/o/$org${route}`, path: `/o/${ORG}${filled}${search}` }
}

const tpl = { tpl: 'welcome-email' }

/** Every route, most with data. */
export const PLACES: readonly Place[] = [
  { name: 'setup', route: '/setup', path: '/setup?token=wrong', isSignedOut: true },
  { name: 'sign-in', route: '/sign-in', path: '/sign-in', isSignedOut: true },
  { name: 'invite', route: '/invite/$token', path: '/invite/wrong', isSignedOut: true },
  { name: 'reset', route: '/reset/$token', path: '/reset/wrong', isSignedOut: true },
  { name: 'account', route: '/account', path: '/account' },
  ofOrg('home', '/'),
  ofOrg('help', '/help'),
  ofOrg('templates', '/templates'),
  ofOrg('template-new', '/templates/new'),
  ofOrg('results', '/templates/$tpl/results', tpl, '?segment=plan'),
  ofOrg('variants', '/templates/$tpl/variants', tpl),
  ofOrg('diagnostics', '/templates/$tpl/diagnostics', tpl),
  ofOrg('integration', '/templates/$tpl/integration', tpl),
  ofOrg('template-settings', '/templates/$tpl/settings', tpl),
  ofOrg('activity', '/templates/$tpl/activity', tpl),
  ofOrg('recommendations', '/recommendations'),
  ofOrg('playground', '/playground'),
  ofOrg('plan', '/plan'),
  ofOrg('events', '/events'),
  ofOrg('event-names', '/events/names'),
  ofOrg('event-replays', '/events/replays'),
  ofOrg('people', '/people'),
  ofOrg('person', '/people/$person', { person: 'user-3' }),
  ofOrg('sources', '/sources'),
  ofOrg('source', '/sources/$source', { source: 'cio' }),
  ofOrg('warehouse-source-new', '/sources/warehouse/new'),
  ofOrg('warehouse-source', '/sources/warehouse/$source', { source: SOURCE }),
  ofOrg('channel-coverage', '/sources/coverage'),
  ofOrg('deliveries', '/deliveries'),
  ofOrg('exports', '/exports'),
  ofOrg('transports', '/deliveries', {}, '?tab=transports'),
  ofOrg('administration', '/admin'),
  ofOrg('feedback-webhooks', '/admin/channels/feedback-webhooks'),
  ofOrg('feedback-webhook-new', '/admin/channels/feedback-webhooks/new'),
  ofOrg('feedback-webhook', '/admin/channels/feedback-webhooks/$webhook', { webhook: 'none' }),
  ofOrg('settings-organisation', '/settings/organisation'),
  ofOrg('settings-integrations', '/settings/integrations'),
  ofOrg('settings-sandboxes', '/settings/sandboxes'),
  ofOrg('settings-attributes', '/settings/attributes'),
  ofOrg('settings-metrics', '/settings/metrics'),
  ofOrg('settings-keys', '/settings/keys'),
  ofOrg('settings-members', '/settings/members'),
  ofOrg('settings-sign-in', '/settings/sign-in'),
  ofOrg('settings-audit', '/settings/audit'),
  ofOrg('settings-data', '/settings/data'),
]

/** The same routes in states of their own: nothing ever came, nobody asked, nothing reported, not found. */
export const STATES: readonly Place[] = [
  ...PLACES.filter(
    ({ route }) => route.startsWith('/o/$org') && !/\$(tpl|person|source|webhook)/.test(route),
  ).map(({ name, route, path }) => ({
    name: `empty-${name}`,
    route,
    path: path.replace(`/o/${ORG}`, `/o/${EMPTY_ORG}`),
  })),
  ofOrg('results-nobody-asked', '/templates/$tpl/results', { tpl: 'win-back' }),
  ofOrg('results-nothing-reported', '/templates/$tpl/results', { tpl: 'order-status' }),
  ofOrg('results-draft', '/templates/$tpl/results', { tpl: 'trial-ending' }),
  ofOrg('results-archived', '/templates/$tpl/results', { tpl: 'summer-sale' }),
  ofOrg('results-not-found', '/templates/$tpl/results', { tpl: 'no-such-template' }),
  ofOrg('variants-compare', '/templates/$tpl/variants', tpl, '?mode=compare'),
  ofOrg('variants-compact', '/templates/$tpl/variants', tpl, '?mode=compact'),
  ofOrg('variants-draft', '/templates/$tpl/variants', { tpl: 'trial-ending' }),
  ofOrg('variants-sms', '/templates/$tpl/variants', { tpl: 'win-back' }, '?device=plain'),
  ofOrg('variants-archived', '/templates/$tpl/variants', { tpl: 'summer-sale' }),
  ofOrg('variants-not-found', '/templates/$tpl/variants', { tpl: 'no-such-template' }),
  ofOrg('integration-step', '/templates/$tpl/integration', tpl, '?platform=cio&step=ask'),
  ofOrg('integration-ids', '/templates/$tpl/integration', tpl, '?platform=cio&step=ids'),
  ofOrg('integration-new', '/templates/$tpl/integration', { tpl: 'win-back' }, '?platform=braze'),
  ofOrg('integration-own', '/templates/$tpl/integration', { tpl: 'win-back' }, '?platform=events&step=ask'),
  ofOrg('source-never-seen', '/sources/$source', { source: 'braze' }),
  ofOrg('warehouse-days', '/sources/warehouse/$source', { source: SOURCE }, '?tab=days'),
  ofOrg('warehouse-setup', '/sources/warehouse/$source', { source: SOURCE }, '?tab=setup'),
  ofOrg('warehouse-settings', '/sources/warehouse/$source', { source: SOURCE }, '?tab=settings'),
  ofOrg('coverage-event', '/sources/coverage', {}, '?event=open&platform=itbl'),
  ofOrg('coverage-unknown', '/sources/coverage', {}, '?event=nothing'),
  ofOrg('exports-days', '/exports', {}, '?tab=days'),
  ofOrg('exports-setup', '/exports', {}, '?tab=setup'),
  ofOrg('exports-settings', '/exports', {}, '?tab=settings'),
  { name: 'exports-new', route: '/o/$org/exports', path: `/o/${EMPTY_ORG}/exports?tab=settings` },
  ofOrg('warehouse-not-found', '/sources/warehouse/$source', { source: 'none' }),
  ofOrg('settings-integrations-open', '/settings/integrations', {}, '?platform=cio'),
  ofOrg('home-first-steps', '/', {}, '?checklist=1'),
  ofOrg(
    'feedback-webhook-deliveries',
    '/admin/channels/feedback-webhooks/$webhook',
    { webhook: WEBHOOK },
    '?tab=deliveries',
  ),
  ofOrg('feedback-webhook-one', '/admin/channels/feedback-webhooks/$webhook', { webhook: WEBHOOK }),
  ofOrg('person-not-found', '/people/$person', { person: 'nobody' }),
  { name: 'not-found', route: '/', path: '/nothing/here' },
]
