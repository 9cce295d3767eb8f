import type { OnboardingStep } from './schema.ts'
import type { OnboardingFacts } from './store.ts'

interface Step {
  readonly key: OnboardingStep['key']
  /** The page of the console where it is done. */
  readonly link: string
  /** In a sentence; null if it has not happened. */
  readonly evidence: string | null
  readonly at: string | null
  /** Whether it happens outside of Parley. */
  readonly isElsewhere: boolean
}

/**
 * The first steps of an organisation, in order. Each is done because a fact says so. Parley listens for the first
 * missing step if that one happens elsewhere.
 * @param nameOf the name of a platform, by its slug
 */
export function stepsOf(
  org: string,
  facts: OnboardingFacts,
  nameOf: (slug: string) => string,
): OnboardingStep[] {
  const steps = allSteps(`/o/${encodeURIComponent(org)}`, facts, nameOf)
  const here = steps.findIndex(({ evidence }) => evidence === null)
  return steps.map(({ key, link, evidence, at, isElsewhere }, place) => ({
    ...{ key, link, evidence },
    at: at === null ? null : new Date(at).toISOString(),
    state: evidence !== null ? 'done' : isElsewhere && place === here ? 'listening' : 'todo',
  }))
}

function allSteps(home: string, facts: OnboardingFacts, nameOf: (slug: string) => string): readonly Step[] {
  const { platform, key, template, asked, traced, counted, active } = facts
  const id = template?.id ?? asked?.template
  const own = id === undefined ? undefined : `${home}/templates/${encodeURIComponent(id)}`
  const integration = own === undefined ? `${home}/settings/integrations` : `${own}/integration`
  const here = { isElsewhere: false }
  const elsewhere = { isElsewhere: true }
  return [
    {
      ...{ ...here, key: 'platform', link: `${home}/settings/integrations` },
      ...said(platform, ({ slug }) => `${nameOf(slug)} is chosen.`),
    },
    {
      ...{ ...here, key: 'key', link: `${home}/settings/keys` },
      ...said(key, ({ name }) => `The key “${name}” exists.`),
    },
    {
      ...{ ...here, key: 'template', link: own === undefined ? `${home}/templates/new` : `${own}/variants` },
      ...said(template, ({ name }) => `${name} has a control and two wordings.`),
    },
    {
      ...{ ...elsewhere, key: 'first-call', link: own === undefined ? `${home}/playground` : integration },
      ...said(asked, ({ template: of }) => `Parley was asked for the copy of ${of}.`),
    },
    {
      ...{ ...elsewhere, key: 'copy-in-message', link: integration },
      ...said(traced, ({ template: of }) => `A report had the tracking id of a message of ${of}.`),
    },
    {
      ...{ ...elsewhere, key: 'first-report', link: `${home}/events` },
      ...said(counted, ({ platform: from }) => `A report of ${nameOf(from)} counted.`),
    },
    {
      ...{ ...here, key: 'activate', link: own === undefined ? `${home}/templates` : `${own}/settings` },
      ...said(active, ({ template: of }) => `${of} is active.`),
    },
  ]
}

function said<Fact extends { readonly at: string }>(fact: Fact | null, sentence: (fact: Fact) => string) {
  return { evidence: fact && sentence(fact), at: fact?.at ?? null }
}
