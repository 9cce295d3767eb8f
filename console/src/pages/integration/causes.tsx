import { useMutation } from '@tanstack/react-query'
import { Link, useParams } from '@tanstack/react-router'
import type { Static } from 'typebox'
import type { CauseView, PlatformView } from '../../../../src/features/connections/schema.ts'
import { call, path } from '../../api/call.ts'
import { Button } from '../../kit/controls/button.tsx'
import { Chip } from '../../kit/show/chip.tsx'
import { Failed } from '../../kit/states/failed.tsx'
import css from './integration.module.css'

const VERDICTS = {
  found: { tone: 'warning', text: 'likely' },
  'ruled-out': { tone: 'positive', text: 'not this' },
  unknown: { tone: 'plain', text: 'cannot tell' },
} as const

type Cause = PlatformView['guide']['causes'][number]

/** After a minute of silence: what is likely wrong, each with its check. */
export const Causes = ({ platform }: { readonly platform: PlatformView }) => (
  <section className={css['causes']} aria-label="Likely causes">
    <h3>Nothing for a minute. Likely causes:</h3>
    <ol>
      {platform.guide.causes.map(cause => (
        <CauseRow key={cause.key} cause={cause} slug={platform.slug} />
      ))}
    </ol>
  </section>
)

function CauseRow({ cause, slug }: { readonly cause: Cause; readonly slug: string }) {
  const { org, tpl } = useParams({ from: '/o/$org/templates/$tpl' })
  const check = useMutation({
    mutationFn: () =>
      call<Static<typeof CauseView>>('POST', path`/orgs/${org}/platforms/${slug}/causes/${cause.key}`),
  })
  const verdict = check.data && VERDICTS[check.data.verdict]
  return (
    <li>
      <div className="row between">
        <b>{cause.title}</b>
        {verdict ? (
          <Chip tone={verdict.tone}>{verdict.text}</Chip>
        ) : (
          <Button size="small" needs="edit" isPending={check.isPending} onPress={() => check.mutate()}>
            Check
          </Button>
        )}
      </div>
      <p className="meta" aria-live="polite">
        {check.data ? check.data.message : cause.text}
      </p>
      {check.data?.fix && <p className="meta">{check.data.fix}</p>}
      {check.error && <Failed error={check.error} />}
      <Link
        className="meta"
        to="/o/$org/templates/$tpl/integration"
        params={{ org, tpl }}
        search={{ platform: slug, step: cause.step }}
      >
        Go to its step
      </Link>
    </li>
  )
}
