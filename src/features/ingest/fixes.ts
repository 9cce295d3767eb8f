/** What a person can do about an outcome. */
export const FIXES: Readonly<Record<string, string | undefined>> = {
  unmatched:
    'Pass a tracking_id when asking for the wording and put it in links or headers, or name the campaign in the template’s integration settings.',
  'not-listened': 'Add the event name to the template’s attribution.conversion_events if it should count.',
  'outside-window':
    'Change lookback_days or offset_days of the template or the organisation if it should count.',
}
