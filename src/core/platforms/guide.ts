/**
 * How to connect a platform, as data. The console shows it, and tests run its executable parts. All snippets contain
 * the real addresses and ids, and placeholders for secrets.
 */
export interface Guide {
  readonly steps: readonly Step[]
  readonly snippets: readonly Snippet[]
}

export interface Step {
  readonly title: string
  /** The instruction, with the platform's own names of screens and buttons. */
  readonly text: string
  /** The visible result of a successful step. */
  readonly expect: string
}

export interface Snippet {
  readonly key: string
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
