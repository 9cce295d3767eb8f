/** For each outcome, the action that changes it. */
export const FIXES: Readonly<Record<string, string | undefined>> = {
  unmatched:
    'Send a tracking_id with the request for the wording and put it in links or headers, or enter the campaign in the template’s integration settings.',
  'not-listened': 'Add the event name to the template’s attribution.conversion_events if it should count.',
  'outside-window':
    'Change lookback_days or offset_days of the template or the organisation if it should count.',
}
