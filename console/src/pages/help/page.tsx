import { Link, useParams } from '@tanstack/react-router'
import { LinkButton } from '../../kit/controls/link-button.tsx'
import { PageHeader } from '../../kit/page/page-header.tsx'
import { Failed } from '../../kit/states/failed.tsx'
import { Skeleton } from '../../kit/states/skeleton.tsx'
import { QUESTIONS } from '../../words/answers.ts'
import { Answer } from './answer.tsx'
import css from './help.module.css'
import { useFacts } from './use-facts.ts'

/** What usually goes wrong, answered with what Parley knows of this organisation. */
export function Page() {
  const { org } = useParams({ from: '/o/$org' })
  const { facts, error } = useFacts(org)
  return (
    <>
      <PageHeader
        title="Help"
        sub="What usually goes wrong, answered with what Parley sees of this organisation now."
        actions={
          <LinkButton to="/o/$org" params={{ org }} search={{ checklist: true }}>
            Show first steps
          </LinkButton>
        }
      />
      {facts ? (
        <div className={css['frame']}>
          <nav aria-label="Questions">
            <ol className={css['questions']}>
              {QUESTIONS.map(({ id, question }) => (
                <li key={id}>
                  <Link to="." hash={id}>
                    {question}
                  </Link>
                </li>
              ))}
            </ol>
          </nav>
          <div className="stack">
            {QUESTIONS.map(question => (
              <Answer key={question.id} question={question} facts={facts} />
            ))}
          </div>
        </div>
      ) : error ? (
        <Failed error={error} />
      ) : (
        <Skeleton lines={8} />
      )}
    </>
  )
}
