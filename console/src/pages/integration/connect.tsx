import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams } from '@tanstack/react-router'
import type { Static } from 'typebox'
import type { TemplateDetail } from '../../../../src/features/templates/schema.ts'
import { path } from '../../api/call.ts'
import { platformQuery } from '../../api/platform-queries.ts'
import { Button } from '../../kit/controls/button.tsx'
import { Icon } from '../../kit/icon.tsx'
import { Menu, MenuItem, MenuTrigger } from '../../kit/overlays/menu.tsx'
import { Banner } from '../../kit/show/banner.tsx'
import { Loaded } from '../../kit/states/loaded.tsx'
import { TemplateFrame } from '../../shell/template-frame.tsx'
import { stepsInWords } from '../../words/integration.ts'
import type { PlatformHealth } from './choose-platform.ts'
import css from './integration.module.css'
import { Ladder } from './ladder.tsx'
import { NewestCalls } from './newest-calls.tsx'
import { Steps } from './steps.tsx'
import { useListening } from './use-listening.ts'
import { usePrinting } from './use-printing.ts'

interface Props {
  readonly template: Static<typeof TemplateDetail>
  readonly platform: PlatformHealth
  readonly platforms: readonly PlatformHealth[]
}

/** Choices arrive by no stream, so they are asked for while the page is visible. */
const POLL_MS = 5_000

export function Connect({ template, platform, platforms }: Props) {
  const { org } = useParams({ from: '/o/$org' })
  const navigate = useNavigate({ from: '/o/$org/templates/$tpl/integration' })
  const query = useQuery({ ...platformQuery(org, platform.slug, template.id), refetchInterval: POLL_MS })
  const printing = usePrinting()
  const listening = useListening(org, platform.slug, query.data)
  const steps = query.data?.guide.steps
  const isDone =
    steps?.every(({ state, optional }) => optional || state === 'done' || state === 'unknown') ?? false
  return (
    <TemplateFrame
      title={`Connect ${template.name} to ${platform.name}`}
      sub={
        steps !== undefined &&
        `${stepsInWords(steps.length, isDone)} Your organisation, template and key are already in every snippet.`
      }
      api={{ path: path`/orgs/${org}/platforms/${platform.slug}`, query: { template: template.id } }}
      actions={
        <>
          <MenuTrigger>
            <Button>
              Another platform <Icon name="down" size={12} />
            </Button>
            <Menu>
              {platforms.map(({ slug, name }) => (
                <MenuItem key={slug} onAction={() => void navigate({ search: { platform: slug } })}>
                  {name}
                </MenuItem>
              ))}
            </Menu>
          </MenuTrigger>
          <Button onPress={printing.print}>Print for a colleague</Button>
        </>
      }
    >
      <Loaded query={query}>
        {shown => (
          <>
            {shown.guide.notice !== null && (
              <Banner tone="warning">{shown.guide.notice} You can follow the steps meanwhile.</Banner>
            )}
            <div className={css['columns']}>
              <Steps template={template} platform={shown} isPrinted={printing.isOn} />
              <div className={css['side']}>
                <Ladder template={template} platform={shown} listening={listening} />
                <NewestCalls org={org} template={template.id} platform={shown} />
              </div>
            </div>
          </>
        )}
      </Loaded>
    </TemplateFrame>
  )
}
