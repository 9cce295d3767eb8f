import { Link, useParams } from '@tanstack/react-router'
import type { SourceView } from '../../../../src/features/warehouse/sources/schema.ts'
import { sourcePath } from '../../api/source-queries.ts'
import { Age } from '../../kit/show/age.tsx'
import { Banner } from '../../kit/show/banner.tsx'
import { Card } from '../../kit/show/card.tsx'
import { Figure, Figures } from '../../kit/show/figure.tsx'
import { Num } from '../../kit/show/num.tsx'
import { Verify } from '../../shell/platforms/verify.tsx'
import { latenessInWords, refusedInWords } from '../../words/warehouse/reading.ts'
import { scheduleInWords } from '../../words/warehouse/schedules.ts'
import { Progress } from './progress.tsx'

/** How the source does: what waits for a person, the run that is under way, its figures, and whether it can be read. */
export function Overview({ source }: { readonly source: SourceView }) {
  const { org = '' } = useParams({ strict: false })
  const { health, counts, schedule } = source
  const { last_run: run } = health
  return (
    <>
      {counts.held > 0 && <Held source={source} />}
      {run && run.ended_at === null && <Progress run={run} />}
      <Card>
        <div className="stack">
          <Figures>
            <Figure title="Last complete day">{health.last_day ?? 'none yet'}</Figure>
            <Figure
              title="Behind"
              note="now, less the newest event"
              tone={health.status === 'late' ? 'warning' : 'plain'}
            >
              {latenessInWords(health.late_seconds)}
            </Figure>
            <Figure title="Rows that are events" note={`${counts.loaded} days`}>
              <Num value={counts.rows} />
            </Figure>
            <Figure title="Last success">
              {health.last_success_at === null ? 'never' : <Age at={health.last_success_at} />}
            </Figure>
            {health.credentials_expire_at !== null && (
              <Figure title="Credentials end" tone={health.status === 'expiring' ? 'warning' : 'plain'}>
                <Age at={health.credentials_expire_at} />
              </Figure>
            )}
            <Figure title="Next run" note={scheduleInWords(schedule)}>
              {health.next_run_at === null ? 'not planned' : <Age at={health.next_run_at} />}
            </Figure>
          </Figures>
          {run && run.rows.refused.length > 0 && (
            <p className="sub">Refused in the last run: {refusedInWords(run.rows.refused)}.</p>
          )}
          <Verify at={sourcePath(org, source.id)} />
        </div>
      </Card>
    </>
  )
}

function Held({ source }: { readonly source: SourceView }) {
  const { org = '' } = useParams({ strict: false })
  const { held } = source.counts
  return (
    <Banner
      tone="warning"
      actions={
        <Link
          to="/o/$org/sources/warehouse/$source"
          params={{ org, source: source.id }}
          search={{ tab: 'days' }}
        >
          Decide
        </Link>
      }
    >
      <strong>{held === 1 ? 'A day is held back.' : `${held} days are held back.`}</strong> What was counted
      stays until you accept the new export, or keep the old one.
    </Banner>
  )
}
