import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Segmented } from '../../kit/controls/segmented.tsx'
import { curlOf } from '../../kit/page/api-call.tsx'
import { Card } from '../../kit/show/card.tsx'
import { Snippet } from '../../kit/show/snippet.tsx'
import { Loaded } from '../../kit/states/loaded.tsx'
import { javaScriptOf } from '../../words/copy/playground.ts'
import { generatePath, platformQuery } from './queries.ts'
import type { Questioning } from './use-question.ts'

const LANGUAGES = [
  { value: 'curl', label: 'curl' },
  { value: 'javascript', label: 'JavaScript' },
  { value: 'liquid', label: 'Liquid' },
] as const

/** The same call from elsewhere. */
export function RequestSnippets({ asking }: { readonly asking: Questioning }) {
  const { org, question } = asking
  const [language, setLanguage] = useState<(typeof LANGUAGES)[number]['value']>('curl')
  const path = generatePath(org)
  return (
    <Card
      title="The same call from elsewhere"
      actions={<Segmented label="Language" options={LANGUAGES} value={language} onChange={setLanguage} />}
    >
      {language === 'curl' && (
        <Snippet label="curl" text={curlOf({ method: 'POST', path, body: question }, location.origin)} />
      )}
      {language === 'javascript' && (
        <Snippet label="JavaScript" text={javaScriptOf(`${location.origin}${path}`, question)} />
      )}
      {language === 'liquid' && <Liquid asking={asking} />}
    </Card>
  )
}

// Platforms whose messages ask by Liquid themselves.
const WITH_LIQUID = ['braze', 'cio', 'iterable']

/** The snippet of the template's platform, which knows the names that the platform has for a person. */
function Liquid({ asking: { org, template } }: { readonly asking: Questioning }) {
  const own = Object.keys(template?.integration ?? {})
  const slug = WITH_LIQUID.find(each => own.includes(each)) ?? 'braze'
  const platform = useQuery(platformQuery(org, slug, template?.id ?? ''))
  return (
    <Loaded query={platform}>
      {({ name, guide }) => {
        const snippets = guide.snippets.filter(({ language }) => language === 'liquid')
        return (
          <div className="stack">
            <p className="sub">
              For {name}.{' '}
              {own.includes(slug) ? '' : 'This template has no platform yet; Integration has the others. '}
              Put your key in the place of the placeholder.
            </p>
            {snippets.map(({ key, title, where, code }) => (
              <div key={key}>
                <p className="meta">{where}</p>
                <Snippet label={title} text={code} />
              </div>
            ))}
            {snippets.length === 0 && <p>{name} needs no Liquid: Integration says how it asks.</p>}
          </div>
        )
      }}
    </Loaded>
  )
}
