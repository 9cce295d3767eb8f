import { useState } from 'react'
import { LinkButton } from '../../kit/controls/link-button.tsx'
import { Switch } from '../../kit/controls/switch.tsx'
import { Card } from '../../kit/show/card.tsx'
import { type OfTemplate, SaveCard } from './save-card.tsx'

/** The platforms that can keep a wording in a person's profile. */
const NAMES: Readonly<Record<string, string>> = { itbl: 'Iterable', chameleon: 'Chameleon' }

/** Whether each choice is written to the person's profile at the platform. */
export function WriteBack({ org, template }: OfTemplate) {
  const platforms = Object.keys(template.integration).filter(slug => Object.hasOwn(NAMES, slug))
  const [first] = platforms
  if (first === undefined)
    return (
      <Card title="Write-back">
        <div className="stack">
          <p className="sub">
            Iterable and Chameleon can keep the chosen wording in the person’s profile. Connect one of them to
            this template first.
          </p>
          <div>
            <LinkButton to="/o/$org/templates/$tpl/integration" params={{ org, tpl: template.id }}>
              Connect a platform
            </LinkButton>
          </div>
        </div>
      </Card>
    )
  return platforms.map(slug => <OfPlatform key={slug} org={org} template={template} slug={slug} />)
}

function OfPlatform({ org, template, slug }: OfTemplate & { readonly slug: string }) {
  const { write_back: written, ...ids } = template.integration[slug] ?? {}
  const isOnNow = written === 'on'
  const [isOn, setOn] = useState(isOnNow)
  const next = isOn ? { ...ids, write_back: 'on' } : ids
  return (
    <SaveCard
      org={org}
      template={template}
      title={`Write-back to ${NAMES[slug] ?? slug}`}
      patch={
        isOn === isOnNow ? null : { integration: { [slug]: Object.keys(next).length === 0 ? null : next } }
      }
      consequences={[
        isOn
          ? 'From the next choice on, each wording is written to the person’s profile. Deliveries of profiles are listed under Sources.'
          : 'Nothing is written from now on. What was written stays in the profiles.',
      ]}
    >
      {() => (
        <Switch isSelected={isOn} onChange={setOn}>
          Write every choice to the person’s profile
        </Switch>
      )}
    </SaveCard>
  )
}
