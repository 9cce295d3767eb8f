import { useQuery } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import type { TransportView } from '../../../../../src/features/deliver/transport-schema.ts'
import { path } from '../../../api/call.ts'
import { Button } from '../../../kit/controls/button.tsx'
import { Dialog, DialogTrigger } from '../../../kit/overlays/dialog.tsx'
import { Card, Cards } from '../../../kit/show/card.tsx'
import { Chip } from '../../../kit/show/chip.tsx'
import { When } from '../../../kit/show/when.tsx'
import { Loaded } from '../../../kit/states/loaded.tsx'
import { Verify } from '../../../shell/platforms/verify.tsx'
import { numberInWords } from '../../../words/numbers.ts'
import css from '../deliveries.module.css'
import { transportsQuery } from '../queries.ts'
import { SettingsForm } from './settings-form.tsx'
import { TestForm } from './test-form.tsx'

/** What each transport still needs, its settings, and a test to oneself. */
export function Transports() {
  const { org = '' } = useParams({ strict: false })
  const query = useQuery(transportsQuery(org))
  return (
    <Loaded query={query}>
      {({ items }) => (
        <Cards min={340}>
          {items.map(transport => (
            <Transport key={transport.slug} transport={transport} />
          ))}
        </Cards>
      )}
    </Loaded>
  )
}

/** A setting of the platform, which is not among the transport's: "App API key". */
function settingInWords(key: string): string {
  const words = key.replaceAll('_', ' ').replace(/\b(api|id|ims)\b/g, word => word.toUpperCase())
  return words.charAt(0).toUpperCase() + words.slice(1)
}

function Transport({ transport }: { readonly transport: TransportView }) {
  const { org = '' } = useParams({ strict: false })
  const { name, slug, platform, configured, missing, paused, settings, integration } = transport
  const labelOf = (key: string) => settings.find(each => each.key === key)?.label ?? settingInWords(key)
  return (
    <Card
      title={name}
      actions={
        paused !== null ? (
          <Chip tone="negative" sign="!">
            Paused
          </Chip>
        ) : configured ? (
          <Chip tone="positive" sign="✓">
            Ready
          </Chip>
        ) : (
          <Chip tone="warning">Not ready</Chip>
        )
      }
    >
      <div className="stack">
        <p>
          {configured
            ? 'Everything is set. A template sends by it when its integration says so.'
            : `It still needs: ${missing.map(labelOf).join(', ')}.`}
        </p>
        {paused !== null && (
          <p>
            {paused.waiting === 1 ? 'One message waits' : `${numberInWords(paused.waiting)} messages wait`},
            and nothing is lost. {paused.reason} Parley tries again <When at={paused.tried_again_at} />.
          </p>
        )}
        {platform === null ? (
          <SettingsForm transport={transport} />
        ) : (
          <p>
            It uses the settings of the platform.{' '}
            <Link to="/o/$org/sources/$source" params={{ org, source: platform }}>
              Open them
            </Link>
          </p>
        )}
        <Verify at={path`/orgs/${org}/transports/${slug}`} />
        <details>
          <summary>What a template needs</summary>
          <dl className={css['facts']}>
            {integration.map(({ key, label, required, help }) => (
              <div key={key}>
                <dt>
                  {label} <code>{key}</code>
                  {required && ', required'}
                </dt>
                <dd>{help}</dd>
              </div>
            ))}
          </dl>
        </details>
        <div>
          <DialogTrigger>
            <Button needs="operate" isDisabled={!configured}>
              Send a test to myself…
            </Button>
            <Dialog title={`A test by ${name}`}>
              <TestForm slug={slug} needsTemplate={platform !== null} />
            </Dialog>
          </DialogTrigger>
        </div>
      </div>
    </Card>
  )
}
