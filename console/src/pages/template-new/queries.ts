import { previewQuery } from '../../api/wording-queries.ts'
import { ownOf } from '../../words/own.ts'
import type { Form } from './form.ts'

/** Somebody to preview for, before anybody has asked. */
export const SOMEBODY = { first_name: 'Maya', name: 'Maya', city: 'Berlin' }

/** A wording of the form as somebody would read it. */
export const draftPreviewQuery = (
  org: string,
  { channel, variables }: Pick<Form, 'channel' | 'variables'>,
  vars: Readonly<Record<string, string>>,
  page: boolean,
) =>
  previewQuery(org, undefined, {
    channel,
    vars: Object.fromEntries(variables.map(name => [name, ownOf(vars, name) ?? ''])),
    fields: SOMEBODY,
    page,
  })
