import type { ReactNode } from 'react'
import type { TemplatePatch, TemplateView } from '../../../../src/features/templates/schema.ts'
import { callTagged, path } from '../../api/call.ts'
import { type ApiProblem, toProblem } from '../../api/problem.ts'
import { Button } from '../../kit/controls/button.tsx'
import { Card } from '../../kit/show/card.tsx'
import { Failed } from '../../kit/states/failed.tsx'
import { useSave } from '../../kit/use-save.ts'
import { ChangedMeanwhile } from './changed-meanwhile.tsx'
import { useEditing, type Version } from './editing.tsx'

export interface OfTemplate {
  readonly org: string
  readonly template: TemplateView
}

/** Changes the version of a template that the page shows; the pages that show it read it again. */
export function useTemplateChange(org: string, id: string) {
  const { version, accept } = useEditing()
  return useSave({
    changes: [
      [org, 'template', id],
      [org, 'templates'],
      [org, 'audit'],
      [org, 'results'],
    ],
    said: 'Saved.',
    save: (body: TemplatePatch): Promise<Version> =>
      callTagged('PATCH', path`/orgs/${org}/templates/${id}`, {
        body,
        ...(version.etag !== null && { headers: { 'if-match': version.etag } }),
      }),
    onDone: accept,
  })
}

interface Props extends OfTemplate {
  readonly title: string
  /** What is to be changed; null while nothing is, or it cannot be saved. */
  readonly patch: TemplatePatch | null
  /** What follows from it, before it is saved. */
  readonly consequences?: readonly string[]
  readonly children: (problem: ApiProblem | undefined) => ReactNode
}

/** A part of the settings with a form of its own. */
export function SaveCard({ org, template, title, patch, consequences = [], children }: Props) {
  const change = useTemplateChange(org, template.id)
  const problem = change.error ? toProblem(change.error) : undefined
  return (
    <Card title={title}>
      <form
        className="stack"
        onSubmit={event => {
          event.preventDefault()
          if (patch) change.mutate(patch)
        }}
      >
        {children(problem)}
        {patch && consequences.length > 0 && (
          <div className="note" role="status">
            {consequences.map(sentence => (
              <p key={sentence}>{sentence}</p>
            ))}
          </div>
        )}
        {problem?.code === 'changed-meanwhile' ? (
          <ChangedMeanwhile org={org} onDecided={change.reset} />
        ) : (
          problem && <Failed error={problem} />
        )}
        <div className="row">
          <Button
            kind="primary"
            type="submit"
            needs="edit"
            isPending={change.isPending}
            isDisabled={patch === null}
          >
            Save
          </Button>
        </div>
      </form>
    </Card>
  )
}
