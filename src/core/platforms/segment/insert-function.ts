/** The placeholder for the event that starts a message in the sending platform. */
export const TRIGGER_EVENT = 'Your Trigger Event'

interface Target {
  readonly publicUrl: string
  readonly org: string
  readonly templateId: string
}

/**
 * An insert function of Segment: it requests the copy and adds it to the event that starts the message. Segment runs
 * Node 14 with node-fetch 2, which has `timeout`, and stops a function after five seconds. The message id of the
 * event is the tracking id, so an event that Segment sends again gets the same copy. On any error the event continues
 * without copy, so that no message is lost because of Parley.
 */
export const writeFunction = ({ publicUrl, org, templateId }: Target): string => `\
const TRIGGER_EVENT = ${JSON.stringify(TRIGGER_EVENT)}
const ATTRIBUTES = ['plan', 'country']

async function onTrack(event, settings) {
  if (event.event !== TRIGGER_EVENT) return event
  try {
    const answer = await askForCopy(event, settings)
    const properties = { ...event.properties }
    for (const [name, text] of Object.entries(answer.copy.vars)) properties['parley_' + name] = text
    properties.parley_copy_id = answer.copy.id
    properties.parley_tracking_id = answer.tracking_id
    properties.parley_control = answer.control
    return { ...event, properties }
  } catch (error) {
    console.log('No copy from Parley: ' + error.message)
    return event
  }
}

async function askForCopy(event, settings) {
  const traits = (event.context && event.context.traits) || {}
  const response = await fetch(${JSON.stringify(`${publicUrl}/api/generate/${encodeURIComponent(org)}`)}, {
    method: 'POST',
    timeout: 3000,
    headers: { 'Content-Type': 'application/json', 'X-Api-Key': settings.apiKey },
    body: JSON.stringify({
      template_id: ${JSON.stringify(templateId)},
      user_id: event.userId || event.anonymousId,
      email: traits.email,
      tracking_id: event.messageId,
      fields: { ...traits, ...event.properties },
      attrs: Object.fromEntries(ATTRIBUTES.map(name => [name, traits[name]]))
    })
  })
  if (!response.ok) throw new Error('status ' + response.status)
  return response.json()
}

// Without these handlers, Segment would hold back every call of the other types.
async function onIdentify(event) { return event }
async function onPage(event) { return event }
async function onScreen(event) { return event }
async function onGroup(event) { return event }
async function onAlias(event) { return event }
async function onDelete(event) { return event }
`
