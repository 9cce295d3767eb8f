import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import type { Clock } from '../../../lib/clock.ts'
import type { Org, Template } from '../../../runtime/catalog/catalog.ts'
import { type Configuration, changeOrg } from '../../../runtime/catalog/change.ts'
import { findTemplate } from '../../../runtime/catalog/find-template.ts'
import { TemplateParams } from '../../../runtime/http/fields.ts'
import { problemResponses } from '../../../runtime/http/problem.ts'
import { TemplateDetail } from '../schema.ts'
import type { Store } from '../store.ts'
import type { TemplateWithVariants } from '../templates.ts'
import { showTemplate, showVariant } from '../views.ts'
import { applyPlan, isUndoable, type Kind, loadTemplate, UNDO_MS, undoChange } from './change-traffic.ts'
import { type Allocation, effectOf, sharesOf } from './effect.ts'
import { planFreeze, planResume, planShip, planWeights, type TrafficPlan } from './plan.ts'
import { type Change, Changes, Effect, FreezeBody, ResumeBody, ShipBody, WeightsBody } from './schema.ts'
import { trafficStateOf } from './state.ts'
import { listChanges, type StoredChange } from './store.ts'

export interface TrafficServices {
  readonly configuration: Configuration
  readonly clock: Clock
  /** The present shares of treated traffic, by variant id. */
  allocationOf(org: Org, template: Template): Promise<Allocation>
}

const LISTED = 50

/** A person takes the traffic of a template into their own hands: ship, freeze, set, resume, undo. */
export const trafficRoutes: FastifyPluginAsyncTypebox<TrafficServices> = async (
  app,
  { configuration, clock, allocationOf },
) => {
  const about = {
    tags: ['traffic'],
    params: TemplateParams,
    'x-problems': ['template-not-found', 'conflict'] as const,
  }
  const response = { 200: Effect, ...problemResponses }

  interface Request {
    readonly org: Org
    readonly id: string
    readonly by: string
    readonly body: { readonly note?: string; readonly dry_run?: boolean }
  }

  /** Plans, and applies the plan unless it is a dry run. */
  async function change(
    { org, id, by, body }: Request,
    kind: Kind,
    variantId: string | null,
    planOf: (
      found: TemplateWithVariants,
      shares: Allocation,
      store: Store,
    ) => TrafficPlan | Promise<TrafficPlan>,
  ): Promise<Effect> {
    const known = await findTemplate(configuration, org, id)
    const shares = await allocationOf(known.org, known.template)
    const { db } = configuration
    if (body.dry_run === true) {
      const found = await loadTemplate(db.kysely, org, id)
      const plan = await planOf(found, shares, db.kysely)
      return { applied: false, change: null, ...effectOf(found, plan, shares) }
    }
    return changeOrg(configuration, org, async transaction => {
      const found = await loadTemplate(transaction, org, id)
      const plan = await planOf(found, shares, transaction)
      const author = { kind, variantId, by, note: body.note ?? null }
      const made = await applyPlan(transaction, org, found, plan, author, clock())
      return {
        applied: true,
        change: showChange(made, clock()),
        ...effectOf(found, plan, shares),
      }
    })
  }

  app.post(
    '/orgs/:org/templates/:id/ship',
    {
      schema: {
        ...about,
        'x-problems': ['template-not-found', 'not-found', 'conflict'],
        operationId: 'shipVariant',
        summary: 'Ship a variant: the others of its audience stop',
        description:
          'The control keeps its share, so the lift stays measurable. Undo is possible for ten minutes.',
        body: ShipBody,
        response,
      },
    },
    async ({ org, actor, params: { id }, body }) =>
      change({ org, id, by: actor.name, body }, 'ship', body.variant_id, ({ template, variants }) =>
        planShip(trafficStateOf(template, variants), variants, body.variant_id, body.mode),
      ),
  )

  app.post(
    '/orgs/:org/templates/:id/freeze',
    {
      schema: {
        ...about,
        operationId: 'freezeTraffic',
        summary: 'Freeze the shares of traffic as they are',
        description:
          'For an algorithm that uses attributes, the overall shares are frozen for everybody. Undo is possible for ten minutes.',
        body: FreezeBody,
        response,
      },
    },
    async ({ org, actor, params: { id }, body }) =>
      change({ org, id, by: actor.name, body }, 'freeze', null, ({ template, variants }, shares) =>
        planFreeze(trafficStateOf(template, variants), shares),
      ),
  )

  app.post(
    '/orgs/:org/templates/:id/weights',
    {
      schema: {
        ...about,
        'x-problems': ['template-not-found', 'unprocessable'],
        operationId: 'setTraffic',
        summary: 'Set the shares of traffic by hand',
        description: 'Shares are in steps of 1/512. Undo is possible for ten minutes.',
        body: WeightsBody,
        response,
      },
    },
    async ({ org, actor, params: { id }, body }) =>
      change({ org, id, by: actor.name, body }, 'weights', null, ({ template, variants }) =>
        planWeights(trafficStateOf(template, variants), variants, body.weights),
      ),
  )

  app.post(
    '/orgs/:org/templates/:id/resume',
    {
      schema: {
        ...about,
        operationId: 'resumeLearning',
        summary: 'Let the template learn again, as before its shares were frozen or set',
        body: ResumeBody,
        response,
      },
    },
    async ({ org, actor, params: { id }, body }) =>
      change(
        { org, id, by: actor.name, body },
        'resume',
        null,
        async ({ template, variants }, _shares, store) => {
          const changes = await listChanges(store, org.id, id, LISTED)
          const learned = changes.find(({ before }) => before.algorithm !== 'manual')
          return planResume(trafficStateOf(template, variants), learned?.before)
        },
      ),
  )

  app.post(
    '/orgs/:org/templates/:id/undo',
    {
      schema: {
        ...about,
        operationId: 'undoTrafficChange',
        summary: 'Undo the latest change of traffic, within ten minutes',
        response: { 200: TemplateDetail, ...problemResponses },
      },
    },
    async ({ org, params: { id } }) =>
      changeOrg(configuration, org, async transaction => {
        await undoChange(transaction, org, id, clock())
        const { template, variants } = await loadTemplate(transaction, org, id)
        return { ...showTemplate(template), variants: variants.map(showVariant) }
      }),
  )

  app.get(
    '/orgs/:org/templates/:id/traffic',
    {
      schema: {
        ...about,
        'x-problems': ['template-not-found'],
        operationId: 'listTrafficChanges',
        summary: 'Get who moves the traffic, and the latest changes by people',
        response: { 200: Changes, ...problemResponses },
      },
    },
    async ({ org, params: { id } }) => {
      const { template } = await findTemplate(configuration, org, id)
      const found = await loadTemplate(configuration.db.kysely, org, id)
      const changes = await listChanges(configuration.db.kysely, org.id, id, LISTED)
      return {
        mode: modeOf(template),
        shares: sharesOf(found, await allocationOf(org, template)),
        changes: changes.map((each, at) => ({
          ...showChange(each, clock()),
          // Only the latest one can be undone.
          ...(at > 0 && { undo_until: null }),
        })),
      }
    },
  )
}

const modeOf = ({ status, algorithm }: Template) =>
  status === 'shipped' ? 'locked' : algorithm === 'manual' ? 'set' : 'learning'

const showChange = (change: StoredChange, now: Date): Change => ({
  id: String(change.id),
  kind: change.kind as Kind,
  at: change.at.toISOString(),
  by: change.by,
  note: change.note,
  variant_id: change.variant_id,
  undo_until: isUndoable(change, now) ? new Date(change.at.getTime() + UNDO_MS).toISOString() : null,
})
