/** The groups of operations in the document, in reading order. */
export const TAGS = [
  { name: 'serve', description: 'Choose a wording, send a message, ask when to send it.' },
  { name: 'ingest', description: 'Report events, look at the calls that arrived, read them again.' },
  { name: 'organisations', description: 'Organisations and their sandboxes.' },
  { name: 'keys', description: 'API keys and their scopes.' },
  { name: 'attributes', description: 'Rules that normalise the attributes of people.' },
  { name: 'platforms', description: 'Connect the platforms that send messages, and test the connection.' },
  { name: 'templates', description: 'Messages whose wording is optimised.' },
  { name: 'variants', description: 'The wordings of a template.' },
  { name: 'results', description: 'Figures, lift and gates of a template.' },
  { name: 'recommendations', description: 'Advice that follows from the figures.' },
  { name: 'offline', description: 'Simulate a launch, or evaluate another policy on past messages.' },
  { name: 'people', description: 'What is stored of a person, why a wording was chosen, and erasure.' },
  { name: 'deliveries', description: 'Messages that Parley sends itself.' },
  { name: 'feedback webhooks', description: 'Tell another system what became of messages.' },
  { name: 'operation', description: 'Health and figures of the process.' },
] as const
