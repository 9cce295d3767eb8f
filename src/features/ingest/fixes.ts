/** The action that changes an outcome. */
export const fixFor = (outcome: string, type: string | null): string | undefined =>
  outcome === 'unmatched' && type === 'refund' ? REFUND : FIXES[outcome]

const REFUND =
  'Send the purchase with the same order_id and user_id, or name the message of the purchase with its tracking_id. The refund counts as soon as its purchase is known.'

const FIXES: Readonly<Record<string, string | undefined>> = {
  unmatched:
    'Send a tracking_id with the request for the wording and put it in links or headers, or enter the campaign in the template’s integration settings.',
  'not-listened': 'Add the event name to the template’s attribution.conversion_events if it should count.',
  compared: 'Choose the other channel in the organisation’s channels if it should count.',
  'outside-window':
    'Change lookback_days or offset_days of the template or the organisation if it should count.',
}
