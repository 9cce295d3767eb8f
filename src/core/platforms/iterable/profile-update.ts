import { fail, ok, type Result } from '../../../lib/result.ts'
import { readFields, readText } from '../fields.ts'
import type { ProfileChoice, Refusals, Settings } from '../platform.ts'
import type { VendorRequest } from '../vendor.ts'
import { findApi } from './api.ts'

/** POST /api/users/update accepts 500 requests a second for each project. */
export const UPDATES_PER_MINUTE = 30_000

export const REFUSAL: Refusals = {
  pauseHeaders: [],
  words: body => readText(readFields(body)['msg'], 5_000),
}

/**
 * The call that writes a choice to the person's profile. Each template has one user field, which the next choice
 * replaces as a whole: `{{jw_<template>.vars.<variable>}}` in a message.
 * https://api.iterable.com/api/docs#users_updateUser
 * @returns or the reason why it cannot be written, with the fix
 */
export function profileUpdate(choice: ProfileChoice, settings: Settings): Result<VendorRequest, string> {
  const { templateId, userId, email, copyId, trackingId, vars } = choice
  const { api_key } = settings
  if (!api_key) return fail('The API key of Iterable is missing. Enter it in the settings of the platform.')
  const api = findApi(settings)
  if (!api.ok) return api
  if (userId === null && email === null)
    return fail('The choice has no user id or address. Request the copy with a user_id.')
  // For an unknown person, Iterable creates a profile under the user id.
  const person = userId === null ? { email } : { userId, preferUserId: true }
  return ok({
    method: 'POST',
    url: `${api.value}/api/users/update`,
    headers: { 'api-key': api_key },
    body: {
      ...person,
      dataFields: { [userField(templateId)]: { id: copyId, tracking_id: trackingId, vars } },
      mergeNestedObjects: false,
    },
  })
}

/** The name must work in Handlebars without quoting; a dot would be a path. */
export const userField = (templateId: string): string => `jw_${templateId.replace(/[^A-Za-z0-9_]/g, '_')}`
