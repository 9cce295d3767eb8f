import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { Type } from 'typebox'
import { checkRule } from '../../core/targeting/check-rule.ts'
import { compileRules, normaliseAttributes } from '../../core/targeting/normalise.ts'
import { AttributeRule, CheckedAttributeRule, NamelessAttributeRule } from '../../core/targeting/rule.ts'
import type { Clock } from '../../lib/clock.ts'
import type { Configuration } from '../../runtime/catalog/change.ts'
import { OrgParams } from '../../runtime/http/fields.ts'
import { pageOf, readCursor, toPage } from '../../runtime/http/page.ts'
import { Problem, problemResponses } from '../../runtime/http/problem.ts'
import { refuseAny, unprocessable } from '../../runtime/http/unprocessable.ts'
import { AttributeTrial, AttributeTrialResult } from './attribute-schema.ts'
import { deleteRule, insertRule, listRules, readRule, updateRule } from './rule-store.ts'
import { AttributeParams, ListQuery } from './schema.ts'

export const attributeRoutes: FastifyPluginAsyncTypebox<{
  configuration: Configuration
  clock: Clock
}> = async (app, { configuration, clock }) => {
  const tags = ['attributes']
  const ofAll = { tags, params: OrgParams }
  const ofOne = { tags, params: AttributeParams }

  app.post(
    '/orgs/:org/attributes',
    {
      schema: {
        ...ofAll,
        operationId: 'createAttribute',
        'x-problems': ['already-exists', 'unprocessable'],
        summary: 'Create a normalisation rule for an attribute',
        body: AttributeRule,
        response: { 201: AttributeRule, ...problemResponses },
      },
    },
    async ({ org, body }, reply) => {
      const rule = usable(body)
      if (!(await insertRule(configuration, org, rule, clock()))) {
        throw new Problem(
          'already-exists',
          `There is a rule for "${rule.name}" already. Change it with PUT.`,
          [{ field: '/name', message: 'is taken' }],
        )
      }
      return reply.status(201).send(rule)
    },
  )

  app.post(
    '/orgs/:org/attributes/try',
    {
      config: { permission: 'read' },
      schema: {
        ...ofAll,
        operationId: 'tryAttribute',
        'x-changes-nothing': true,
        'x-problems': ['unprocessable'],
        summary: 'Show what a rule makes of raw values, without saving the rule',
        body: AttributeTrial,
        response: { 200: AttributeTrialResult, ...problemResponses },
      },
    },
    async ({ body: { rule, values } }) => {
      const checkedRule = usable(rule)
      compileRules([checkedRule])
      const now = clock()
      return {
        items: values.map(value => {
          const made = normaliseAttributes({ [rule.source ?? rule.name]: value }, [checkedRule], now)
          return { value, becomes: [...(made[rule.name] ?? [])] }
        }),
      }
    },
  )

  app.get(
    '/orgs/:org/attributes',
    {
      schema: {
        ...ofAll,
        operationId: 'listAttributes',
        summary: 'List normalisation rules by name',
        querystring: ListQuery,
        response: { 200: pageOf(AttributeRule), ...problemResponses },
      },
    },
    async ({ org, query: { cursor, limit } }) => {
      const rules = await listRules(configuration.db, org, readCursor(cursor), limit + 1)
      return toPage(
        rules,
        limit,
        ({ name }) => name,
        rule => rule,
      )
    },
  )

  app.get(
    '/orgs/:org/attributes/:name',
    {
      schema: {
        ...ofOne,
        operationId: 'getAttribute',
        'x-problems': ['not-found'],
        summary: 'Get a normalisation rule, with findings about parts that need a change',
        response: { 200: CheckedAttributeRule, ...problemResponses },
      },
    },
    async ({ org, params: { name } }) => {
      const rule = await readRule(configuration.db, org, name)
      if (!rule) throw missing(name)
      const findings = checkRule(rule)
      return findings.length > 0 ? { ...rule, findings: [...findings] } : rule
    },
  )

  app.put(
    '/orgs/:org/attributes/:name',
    {
      schema: {
        ...ofOne,
        operationId: 'replaceAttribute',
        'x-problems': ['not-found', 'unprocessable'],
        summary: 'Replace a normalisation rule; the name is optional in the body',
        body: NamelessAttributeRule,
        response: { 200: AttributeRule, ...problemResponses },
      },
    },
    async ({ org, params: { name }, body }) => {
      if (body.name !== undefined && body.name !== name) {
        throw unprocessable({
          field: '/name',
          message: `The address names the rule "${name}", and a rule cannot be renamed. Create another rule instead.`,
        })
      }
      const rule = usable({ ...body, name })
      if (!(await updateRule(configuration, org, rule))) throw missing(name)
      return rule
    },
  )

  app.delete(
    '/orgs/:org/attributes/:name',
    {
      schema: {
        ...ofOne,
        operationId: 'deleteAttribute',
        'x-problems': ['not-found'],
        summary: 'Delete a normalisation rule; later values stay as sent',
        response: { 204: Type.Null(), ...problemResponses },
      },
    },
    async ({ org, params: { name } }, reply) => {
      if (!(await deleteRule(configuration, org, name))) throw missing(name)
      return reply.status(204).send(null)
    },
  )
}

const missing = (name: string) => new Problem('not-found', `There is no rule for the attribute "${name}".`)

/** @throws Problem unprocessable, with everything that is wrong in the rule */
function usable(rule: AttributeRule): AttributeRule {
  refuseAny(checkRule(rule))
  return rule
}
