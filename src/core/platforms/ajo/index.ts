import { fail, ok } from '../../../lib/result.ts'
import { isFields } from '../fields.ts'
import { definePlatform } from '../platform.ts'
import { readFeedbackFields } from './feedback-fields.ts'
import { guide } from './guide.ts'
import { IDS } from './ids.ts'
import { probe } from './probe.ts'
import { missingProof, verify } from './proof.ts'
import { readReport } from './report.ts'
import { sample } from './sample.ts'
import { INTEGRATION, SETTINGS } from './settings.ts'

/** The feedback webhooks of Adobe Journey Optimizer: delivery outcomes of API triggered messages. */
export const ajo = definePlatform<unknown>({
  slug: 'ajo',
  name: 'Adobe Journey Optimizer',
  settings: SETTINGS,
  ids: IDS,
  integration: INTEGRATION,
  containers: ['campaign_id'],
  proofHeader: ({ header_name }) => header_name?.toLowerCase(),
  signs: 'nothing',
  failureNames: { reasons: ['reason'], codes: ['code'] },
  verify,
  missingProof,
  parse(body) {
    if (Array.isArray(body)) return ok(body)
    if (isFields(body)) return ok([body])
    return fail({
      reason: 'wrong-shape',
      fix: 'A feedback webhook sends one JSON object, or a list of them.',
    })
  },
  normalise: readReport,
  ownReport: ({ ims_org_id }, { campaign_id }) => ({
    refs: campaign_id === undefined ? {} : { campaign_id },
    properties: { imsOrg: ims_org_id },
  }),
  feedbackFields: readFeedbackFields,
  guide,
  sample,
  probe,
})
