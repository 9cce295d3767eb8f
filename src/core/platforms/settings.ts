/** What an organisation has filled in to connect a platform, by the keys of its setting fields. */
export type Settings = Readonly<Record<string, string | undefined>>
