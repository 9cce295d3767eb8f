/** An organisation's settings of a platform, by the keys of the setting fields. */
export type Settings = Readonly<Record<string, string | undefined>>
