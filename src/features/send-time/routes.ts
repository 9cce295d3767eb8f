import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox'
import { createIdReader } from '../../core/ids/id-reader.ts'
import { restorePlus } from '../../core/ids/spelling.ts'
import { spell } from '../../lib/spell.ts'
import { type Access, guardOrg } from '../../runtime/catalog/access.ts'
import { problemResponses } from '../../runtime/http/problem.ts'
import { type Delaying, findSendTime } from './delay.ts'
import { DelayAnswer, DelayParams, DelayQuery } from './schema.ts'

export interface DelayServices {
  readonly access: Access
  readonly delaying: Delaying
}

export const delayRoutes: FastifyPluginAsyncTypebox<DelayServices> = async (app, { access, delaying }) => {
  guardOrg(app, access, { scope: 'serve', read: 'edit', change: 'edit' })

  app.get(
    '/api/delay/:org',
    {
      // An answer is stored.
      exposeHeadRoute: false,
      schema: {
        operationId: 'findSendTime',
        'x-problems': ['template-not-found'],
        summary: 'Find the best time to send to a person',
        description:
          'Based on past opens and clicks of the person, or of all people when the person is unknown. Ask with the `copy.id` of a choice, then schedule the message.',
        tags: ['serve'],
        params: DelayParams,
        querystring: DelayQuery,
        response: { 200: DelayAnswer, ...problemResponses },
      },
    },
    async ({ org, query: { delay_id, user_id, email, template_id, horizon_hours } }) => {
      const { read, ignored } = createIdReader()
      const sendAt = await findSendTime(delaying, org, {
        delayId: delay_id,
        userId: read('user_id', textOf(user_id), 'person'),
        email: read('email', textOf(email), 'address'),
        templateId: read('template_id', textOf(template_id), 'source'),
        horizonHours: horizon_hours,
      })
      const just_words = { delay_id, delay_time: sendAt.toISOString() }
      return { just_words, ...(ignored.length > 0 && { ignored: [...ignored] }) }
    },
  )
}

/** Platforms fill in blanks for what they do not know. */
function textOf(value: string | undefined): string | null {
  const text = spell(restorePlus(value ?? ''))
  return text === '' ? null : text
}
