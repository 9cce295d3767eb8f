/** Groups of operations in the document, in reading order. */
export const TAGS = [
  { name: 'serve', description: 'Choose a wording, send a message, ask when to send it.' },
  { name: 'ingest', description: 'Report events, list webhook calls, and process them again.' },
  { name: 'organisations', description: 'Organisations and their sandboxes.' },
  { name: 'keys', description: 'API keys and their scopes.' },
  { name: 'attributes', description: 'Rules that normalise the attributes of people.' },
  { name: 'platforms', description: 'Connect the platforms that send messages, and test the connection.' },
  { name: 'templates', description: 'Messages with optimised wording.' },
  { name: 'variants', description: 'The wordings of a template.' },
  { name: 'results', description: 'Figures, lift and gates of a template.' },
  { name: 'recommendations', description: 'Recommendations from the figures.' },
  { name: 'offline', description: 'Simulate a launch, or evaluate another policy on past messages.' },
  { name: 'people', description: 'Stored data of a person, explanation of decisions, and erasure.' },
  { name: 'deliveries', description: 'Messages that Parley sends.' },
  { name: 'feedback webhooks', description: 'Report the outcomes of messages to another system.' },
  { name: 'jobs', description: 'Progress of work that takes longer than a request.' },
  { name: 'operation', description: 'Health and figures of the process.' },
] as const
