/**
 * How to connect a platform, as data: the console shows it, and tests run what can be run of it.
 * Everything a person copies has the real addresses and ids filled in; of secrets it has placeholders.
 */
export interface Guide {
  readonly steps: readonly Step[]
  readonly snippets: readonly Snippet[]
}

export interface Step {
  readonly title: string
  /** What to do, in the platform's own words for its screens and buttons. */
  readonly text: string
  /** What can be seen when it worked. */
  readonly expect: string
}

export interface Snippet {
  readonly key: string
  readonly title: string
  /** Where in the platform it is pasted. */
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

/** What a guide is filled in with. */
export interface Setup {
  readonly org: string
  /** Where Parley is reached from outside, without a trailing slash. */
  readonly publicUrl: string
  /** Where the platform posts its reports. */
  readonly endpointUrl: string
  readonly template: SetupTemplate
}

export interface SetupTemplate {
  readonly id: string
  readonly channel: string
  /** Never empty. */
  readonly variables: readonly string[]
  /** This platform's ids of the template, as far as they are set. */
  readonly integration: Readonly<Record<string, string>>
}

/** Stands for a key of the organisation in everything that is copied. */
export const API_KEY_PLACEHOLDER = 'YOUR_API_KEY'
