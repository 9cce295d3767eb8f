import { API_KEY_PLACEHOLDER, type Setup, type Snippet } from '../guide.ts'

/** In-app messages and banners are rendered when they are viewed, so Liquid has no dispatch id for them. */
const WITHOUT_DISPATCH: ReadonlySet<string> = new Set(['in_app', 'web'])

/** The variables for the message body. Braze reads message extras only from the body. */
const BODIES = ['body', 'html', 'message', 'text', 'content']

/**
 * The snippets for the message: for each variable, the call and the output. Each field makes its own call, because a
 * saved answer exists only within the field that made the call. All calls have the same tracking id, so they get the
 * same variant.
 */
export function createSnippets(setup: Setup): readonly Snippet[] {
  const { variables, channel } = setup.template
  const body = BODIES.find(name => variables.includes(name)) ?? variables.at(-1)
  return [
    {
      key: 'currents-endpoint',
      step: 'current',
      title: 'Endpoint URL of the Current',
      where: 'Partner Integrations > Data Export > your Current > Current Details > Endpoint',
      language: 'url',
      code: setup.endpointUrl,
    },
    ...variables.map((variable): Snippet => {
      const extras = variable === body ? MESSAGE_EXTRAS : ''
      return {
        key: `connected-content-${variable}`,
        step: 'connected-content',
        title: `Connected Content for ${variable}`,
        where:
          variable === body
            ? `The body of the message, instead of ${variable}; if the message has an HTML and a plain text body, in both`
            : `The field of the message for ${variable}, such as the subject line or the preheader`,
        language: 'liquid',
        code: `${createCall(setup)}{{ parley.copy.vars.${variable} | default: 'YOUR OWN ${variable.toUpperCase()}' }}${extras}`,
      }
    }),
    ...(channel === 'in_app' || channel === 'push' ? [] : [LINK]),
  ]
}

/** Braze's Liquid expressions for a person or a campaign. */
const said = (name: string): string => `\${${name}}`

/** The person's id as reports will have it. People without an external id have only the Braze id. */
const PERSON = `{% capture parley_user %}{{${said('user_id')}}}{% endcapture %}{% if parley_user == '' %}{% capture parley_user %}{{${said('braze_id')}}}{% endcapture %}{% endif %}`

const DISPATCH = `{% capture parley_dispatch %}{{campaign.${said('dispatch_id')}}}{% endcapture %}`

/** An empty tracking id would mark a preview, so it is left out if there is none. */
const TRACKING_ID =
  '{% if parley_dispatch != \'\' %}"tracking_id":"{{parley_dispatch}}|{{parley_user | json_escape}}",{% endif %}'

const FIELDS = `"fields":{"first_name":"{{${said('first_name')} | json_escape}}"}`

const MESSAGE_EXTRAS =
  '{% if parley.copy.id %}{% message_extras :key copy_id :value {{parley.copy.id}} %}{% message_extras :key tracking_id :value {{parley.tracking_id}} %}{% endif %}'

const LINK: Snippet = {
  key: 'link-parameter',
  step: 'extras',
  title: 'Tracking id in a link',
  where:
    'At the end of the links in the body, after the Connected Content. Needed for text messages only, because their clicks have no dispatch id',
  language: 'liquid',
  code: '?trk={{ parley.tracking_id | url_param_escape }}',
}

/** Line breaks are only inside tags, so that nothing but the copy is printed. */
function createCall({ org, publicUrl, template }: Setup): string {
  const hasDispatch = !WITHOUT_DISPATCH.has(template.channel)
  const request = [
    `{"template_id":${JSON.stringify(template.id)},"user_id":"{{parley_user | json_escape}}",`,
    hasDispatch ? TRACKING_ID : '',
    `${FIELDS}}`,
  ].join('')
  return [
    PERSON,
    hasDispatch ? DISPATCH : '',
    `{% capture parley_request %}${request}{% endcapture %}`,
    `{% connected_content ${publicUrl}/api/generate/${org}
  :method post
  :headers {"X-Api-Key": "${API_KEY_PLACEHOLDER}"}
  :body {{parley_request}}
  :content_type application/json
  :save parley
%}`,
  ].join('')
}
