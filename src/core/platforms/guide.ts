/**
 * How to connect a platform, as data. The console shows it, and tests run its executable parts. All snippets contain
 * the real addresses and ids, and placeholders for secrets.
 */
export interface Guide {
  readonly steps: readonly Step[]
  readonly snippets: readonly Snippet[]
}

export interface Step {
  /** Unique within the guide. */
  readonly key: string
  readonly title: string
  /** The instruction, with the platform's own names of screens and buttons. */
  readonly text: string
  /** The visible result of a successful step. */
  readonly expect: string
  /** What Parley can see of it: the step is done once all of these are so. Absent if it leaves no trace in Parley. */
  readonly proof?: readonly Proof[]
  /** The values that are entered in Parley here, besides those in `proof`. */
  readonly enters?: readonly (`setting:${string}` | `integration:${string}`)[]
  /** True if everything works without the step. */
  readonly isOptional?: true
}

/** A fact that Parley knows by itself. */
export type Proof =
  /** A key of the organisation has this scope. */
  | 'serve-key'
  | 'ingest-key'
  /** The platform has called the webhook, even if Parley refused the call. */
  | 'called'
  /** The platform has called the webhook with the right credential. */
  | 'verified'
  /** The copy of the template was requested. */
  | 'asked'
  /** A report contained the tracking id that Parley gave to the message. */
  | 'traced'
  /** A message of the template was reported as sent, clicked, converted. */
  | 'sent'
  | 'clicked'
  | 'converted'
  /** The template has at least one id of the platform. */
  | 'ids'
  /** The organisation has received a custom event. */
  | 'custom-events'
  /** The setting of the platform, or the id of the template, has a value. */
  | `setting:${string}`
  | `integration:${string}`

export interface Snippet {
  readonly key: string
  /** The key of the step in which it is used. */
  readonly step: string
  readonly title: string
  /** The place in the platform where it is pasted. */
  readonly where: string
  readonly language:
    | 'url'
    | 'json'
    | 'http'
    | 'shell'
    | 'liquid'
    | 'handlebars'
    | 'ampscript'
    | 'ssjs'
    | 'javascript'
  readonly code: string
}

/** The values for a guide. */
export interface Setup {
  readonly org: string
  /** Parley's public address, without a trailing slash. */
  readonly publicUrl: string
  /** The address to which the platform sends its reports. */
  readonly endpointUrl: string
  readonly template: SetupTemplate
}

export interface SetupTemplate {
  readonly id: string
  readonly channel: string
  /** Never empty. */
  readonly variables: readonly string[]
  /** This platform's ids of the template that are set. */
  readonly integration: Readonly<Record<string, string>>
}

/** The placeholder for a key of the organisation in all snippets. */
export const API_KEY_PLACEHOLDER = 'YOUR_API_KEY'
