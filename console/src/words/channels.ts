/** The channels of templates, with their names. */
export const CHANNELS = [
  { value: 'email', label: 'Email' },
  { value: 'sms', label: 'SMS' },
  { value: 'push', label: 'Push' },
  { value: 'in_app', label: 'In-app' },
  { value: 'web', label: 'Web' },
  { value: 'other', label: 'Other' },
] as const

/** The name of a channel. */
export const channelInWords = (channel: string): string =>
  CHANNELS.find(({ value }) => value === channel)?.label ?? channel
