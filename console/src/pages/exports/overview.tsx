import { useParams } from '@tanstack/react-router'
import type { ExportRunView, ExportView } from '../../../../src/features/warehouse/export/daily/schema.ts'
import { exportPath } from '../../api/export-queries.ts'
import { Age } from '../../kit/show/age.tsx'
import { Banner } from '../../kit/show/banner.tsx'
import { Card } from '../../kit/show/card.tsx'
import { Figure, Figures } from '../../kit/show/figure.tsx'
import { Num } from '../../kit/show/num.tsx'
import { RunBar } from '../../parts/run-bar.tsx'
import { Verify } from '../../shell/platforms/verify.tsx'
import { exportInWords, exportRunInWords } from '../../words/warehouse/exports.ts'
import { scheduleInWords } from '../../words/warehouse/schedules.ts'

/** How the export does: what failed, the run that is under way, what lies in the bucket, and whether it can be written. */
export function Overview({ shown }: { readonly shown: ExportView }) {
  const { org = '' } = useParams({ strict: false })
  const { connection, days, last_run: run, schedule, next_run_at, with_people } = shown
  return (
    <>
      {run?.state === 'failed' && (
        <Banner tone="negative">
          <strong>The last run failed.</strong> {run.failure} The next run goes on with the days that are
          missing.
        </Banner>
      )}
      {run && run.ended_at === null && <Progress run={run} />}
      <Card>
        <div className="stack">
          <p>
            {exportInWords(shown)} They lie in{' '}
            <code>
              s3://{connection.bucket}/{connection.prefix}
            </code>
            {with_people ? ', with user ids and addresses.' : ', without user ids and addresses.'}
          </p>
          <Figures>
            <Figure title="Newest day in the bucket">{days.last ?? 'none yet'}</Figure>
            <Figure title="Days exported" note="as they are in Parley">
              <Num value={days.exported} />
            </Figure>
            <Figure title="Days that wait" note="new, or changed since">
              <Num value={days.due} />
            </Figure>
            <Figure title="Next run" note={scheduleInWords(schedule)}>
              {next_run_at === null ? 'not planned' : <Age at={next_run_at} />}
            </Figure>
          </Figures>
          <Verify at={exportPath(org)} />
        </div>
      </Card>
    </>
  )
}

const Progress = ({ run }: { readonly run: ExportRunView }) => (
  <Card title={run.state === 'queued' ? 'A run waits' : 'A run is under way'}>
    <RunBar done={run.days.length} planned={run.planned_days} />
    <p>{exportRunInWords(run)}</p>
  </Card>
)
