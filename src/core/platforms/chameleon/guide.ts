import { API_KEY_PLACEHOLDER, type Guide, type Setup, type Snippet, type Step } from '../guide.ts'
import { listOf } from '../integration-list.ts'
import { propertyName } from './property-name.ts'

/** A placeholder for a Tour id that is not set yet. */
const TOUR_ID_PLACEHOLDER = 'YOUR_TOUR_ID'

/** How to connect Chameleon, with the organisation's addresses and the template's ids. */
export function guide(setup: Setup): Guide {
  const [tourId = TOUR_ID_PLACEHOLDER] = listOf(setup.template.integration['tour_id'])
  return { steps: stepsFor(setup, tourId), snippets: snippetsFor(setup, tourId) }
}

function stepsFor({ endpointUrl, template }: Setup, tourId: string): readonly Step[] {
  const [copyId, trackingId] = ['copy_id', 'tracking_id'].map(what => propertyName(what, tourId))
  return [
    {
      title: 'Add the webhook',
      text: `In Chameleon open Integrations > Webhooks and choose "Add webhook". The URL is ${endpointUrl}. Choose the topics Tour started, Button clicked, Tour completed, Tour exited and Tour snoozed; those of Embeddables and Microsurveys too, where you show copy in them.`,
      expect:
        'The webhook is in the list of outgoing webhooks. Until the next step is done its calls are refused.',
    },
    {
      title: 'Let its calls in',
      text: 'On the same page copy the webhook secret into "Webhook secret" among the settings of Chameleon here.',
      expect: 'The next call, such as a ping, is in the inbound log as accepted.',
    },
    {
      title: 'Say which Tour shows the copy',
      text: `Open the Tour in Chameleon and copy its id, the 24 characters in the address, into "Tour ID" in the integration of the template "${template.id}" here.`,
      expect: 'The texts to copy on this page have the id in them.',
    },
    {
      title: 'Let Parley write the copy to profiles',
      text: 'Copy the account secret from Settings > Integrations in Chameleon into "Account secret" here, and set "Write copy to profiles" of the template to on. (Without it, your own backend writes the profile: see the second text to copy.)',
      expect: 'Verify says that Chameleon knows the account secret.',
    },
    {
      title: 'Ask for the copy',
      text: 'Have your backend ask for the copy of a person before the Tour can be shown to them, for example when they sign in: see the first text to copy. user_id is the uid by which chmln.identify() names the person.',
      expect: `The profile of the person has ${copyId} and one property for every variable; the write is in the delivery log as sent.`,
    },
    {
      title: 'Show the copy',
      text: 'Paste the texts to copy for the steps of the Tour into its title, body and buttons. The fallback is what people see who have no copy yet; put the wording of the control there.',
      expect: 'The preview of the Tour, as a person with a profile, shows the wording.',
    },
    {
      title: 'Have the ids handed back',
      text: `On the Integrations page of Chameleon add ${copyId}, ${trackingId} and email to the additional properties that webhooks send.`,
      expect: 'The next Tour started is in the inbound log as counted, matched by its decision.',
    },
  ]
}

function snippetsFor(setup: Setup, tourId: string): readonly Snippet[] {
  return [
    {
      key: 'ask',
      title: 'Ask for the copy',
      where: 'In your backend (Node 18 or later). Parley writes the answer to the profile.',
      language: 'javascript',
      code: askFor(setup),
    },
    {
      key: 'ask-and-write',
      title: 'Ask for the copy, and write it to the profile yourself',
      where: 'In your backend, instead of the first, with "Write copy to profiles" off.',
      language: 'javascript',
      code: `${askFor(setup)}\n\n${writeFor(setup, tourId)}`,
    },
    ...setup.template.variables.map(
      (variable): Snippet => ({
        key: `show-${variable}`,
        title: `Show ${variable}`,
        where: 'In a step of the Tour.',
        language: 'handlebars',
        code: `{{${propertyName(variable, tourId)} fallback=''}}`,
      }),
    ),
  ]
}

const askFor = ({ org, publicUrl, template }: Setup): string => `async function askForCopy(userId) {
  const response = await fetch(${JSON.stringify(`${publicUrl}/api/generate/${org}`)}, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', 'X-Api-Key': '${API_KEY_PLACEHOLDER}' },
    body: JSON.stringify({ template_id: ${JSON.stringify(template.id)}, user_id: userId }),
  })
  if (!response.ok) throw new Error(\`Parley answered \${response.status}\`)
  return response.json()
}`

function writeFor({ template }: Setup, tourId: string): string {
  const property = (what: string) => JSON.stringify(propertyName(what, tourId))
  const variables = template.variables.map(
    variable => `      ${property(variable)}: answer.copy.vars[${JSON.stringify(variable)}],`,
  )
  return [
    'async function writeCopy(userId, answer) {',
    "  const response = await fetch('https://api.chameleon.io/v3/observe/hooks/profiles', {",
    "    method: 'POST',",
    "    headers: { 'Content-Type': 'application/json', 'X-Account-Secret': 'YOUR_ACCOUNT_SECRET' },",
    '    body: JSON.stringify({',
    '      uid: userId,',
    `      ${property('copy_id')}: answer.copy.id,`,
    `      ${property('tracking_id')}: answer.tracking_id,`,
    ...variables,
    '    }),',
    '  })',
    `  if (!response.ok) throw new Error(\`Chameleon answered \${response.status}\`)`,
    '}',
  ].join('\n')
}
