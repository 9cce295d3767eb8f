import { queryOptions } from '@tanstack/react-query'
import type { Static } from 'typebox'
import type { AttributeRule } from '../../../../src/core/targeting/rule.ts'
import type { AttributeTrialResult } from '../../../../src/features/orgs/attribute-schema.ts'
import { call, path } from '../../api/call.ts'

/** What a rule makes of a raw value, without saving the rule. */
export const trialQuery = (org: string, rule: AttributeRule, value: string) =>
  queryOptions({
    queryKey: [org, 'attribute-trial', rule, value],
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
    queryFn: ({ signal }) =>
      call<Static<typeof AttributeTrialResult>>('POST', path`/orgs/${org}/attributes/try`, {
        body: { rule, values: [value] },
        signal,
      }),
  })
