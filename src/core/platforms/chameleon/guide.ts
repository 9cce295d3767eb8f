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
      key: 'webhook',
      title: 'Add the webhook',
      proof: ['called'],
      text: `In Chameleon open Integrations > Webhooks and choose "Add webhook". The URL is ${endpointUrl}. Choose the topics Tour started, Button clicked, Tour completed, Tour exited and Tour snoozed; if you show copy in Embeddables or Microsurveys, choose their topics too.`,
      expect:
        'The webhook is in the list of outgoing webhooks. Parley refuses its calls until the next step is done.',
    },
    {
      key: 'secret',
      title: 'Enter the webhook secret',
      proof: ['verified'],
      enters: ['setting:webhook_secret'],
      text: 'On the same page copy the webhook secret into "Webhook secret" in the settings of Chameleon in Parley.',
      expect: 'The inbound log shows the next call, such as a ping, as accepted.',
    },
    {
      key: 'tour',
      title: 'Enter the Tour that shows the copy',
      proof: ['integration:tour_id'],
      text: `Open the Tour in Chameleon and copy its id, the 24 characters in the address, into "Tour ID" in the integration of the template "${template.id}" in Parley.`,
      expect: 'The snippets on this page contain the id.',
    },
    {
      key: 'write-back',
      title: 'Enable write-back to profiles',
      proof: ['setting:account_secret', 'integration:write_back'],
      isOptional: true,
      text: 'Copy the account secret from Settings > Integrations in Chameleon into "Account secret" in Parley, and set "Write copy to profiles" of the template to on. (Without it, your own backend writes the profile: see the second snippet.)',
      expect: 'Verify says that Chameleon accepts the account secret.',
    },
    {
      key: 'ask',
      title: 'Ask for the copy',
      proof: ['asked'],
      text: 'Request the copy in your backend before the Tour can be shown to the person, for example when the person signs in: see the first snippet. user_id is the uid that you pass to chmln.identify().',
      expect: `The profile of the person has ${copyId} and one property for every variable; the list of profile writes shows the write as sent.`,
    },
    {
      key: 'show',
      title: 'Show the copy',
      proof: ['sent'],
      text: 'Paste the snippets for the steps of the Tour into its title, body and buttons. People without copy see the fallback; use the control’s copy there.',
      expect: 'The preview of the Tour, as a person with a profile, shows the copy.',
    },
    {
      key: 'return',
      title: 'Return the ids',
      proof: ['traced'],
      text: `On the Integrations page of Chameleon add ${copyId}, ${trackingId} and email to the additional properties that webhooks send.`,
      expect: 'The inbound log shows the next Tour started as counted, matched by its decision.',
    },
  ]
}

function snippetsFor(setup: Setup, tourId: string): readonly Snippet[] {
  return [
    {
      key: 'ask',
      step: 'ask',
      title: 'Ask for the copy',
      where: 'In your backend (Node 18 or later). Parley writes the answer to the profile.',
      language: 'javascript',
      code: askFor(setup),
    },
    {
      key: 'ask-and-write',
      step: 'ask',
      title: 'Ask for the copy, and write it to the profile yourself',
      where: 'In your backend, instead of the first, with "Write copy to profiles" off.',
      language: 'javascript',
      code: `${askFor(setup)}\n\n${writeFor(setup, tourId)}`,
    },
    ...setup.template.variables.map(
      (variable): Snippet => ({
        key: `show-${variable}`,
        step: 'show',
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
