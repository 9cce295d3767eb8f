import { queryOptions, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import type { Static } from 'typebox'
import type { Annotations } from '../../../../../src/features/annotations/schema.ts'
import { call, path } from '../../../api/call.ts'
import { Button } from '../../../kit/controls/button.tsx'
import { TextField } from '../../../kit/controls/text-field.tsx'
import { When } from '../../../kit/show/when.tsx'
import { Failed } from '../../../kit/states/failed.tsx'
import type { Place } from './queries.ts'
import css from './traffic.module.css'

/** The marks on the charts of a template: notes of people, and changes of the configuration. */
export const annotationsQuery = ({ org, template }: Place) =>
  queryOptions({
    queryKey: [org, 'template', template, 'annotations'],
    queryFn: ({ signal }) =>
      call<Static<typeof Annotations>>('GET', path`/orgs/${org}/templates/${template}/annotations`, {
        signal,
      }),
  })

/** The list of marks, numbered as on the charts, and a field for a new one. */
export function AnnotationList({ place }: { readonly place: Place }) {
  const marks = useQuery(annotationsQuery(place))
  const [text, setText] = useState('')
  const client = useQueryClient()
  const changed = () =>
    client.invalidateQueries({ queryKey: [place.org, 'template', place.template, 'annotations'] })
  const address = path`/orgs/${place.org}/templates/${place.template}/annotations`
  const add = useMutation({
    mutationFn: () => call('POST', address, { body: { text: text.trim() } }),
    onSuccess() {
      setText('')
      return changed()
    },
  })
  const remove = useMutation({
    mutationFn: (id: string) => call('DELETE', `${address}/${id}`),
    onSuccess: changed,
  })
  if (marks.error) return <Failed error={marks.error} onRetry={() => marks.refetch()} />
  return (
    <div className="stack">
      {marks.data?.items.length === 0 && (
        <p className="sub">Nothing is marked yet. Changes of the template appear here by themselves.</p>
      )}
      <ol className={css['history']}>
        {marks.data?.items.map((mark, at) => (
          <li key={mark.id ?? `${mark.at} ${mark.text}`}>
            <span className={css['mark']}>{at + 1}</span>
            <span>
              {mark.text}{' '}
              <span className="meta">
                <When at={mark.at} /> · {mark.by}
              </span>
            </span>
            {mark.id !== null && (
              <Button
                kind="quiet"
                size="small"
                needs="edit"
                aria-label={`Delete the note “${mark.text}”`}
                onPress={() => mark.id !== null && remove.mutate(mark.id)}
              >
                Delete
              </Button>
            )}
          </li>
        ))}
      </ol>
      <form
        className={css['form']}
        onSubmit={event => {
          event.preventDefault()
          if (text.trim() !== '') add.mutate()
        }}
      >
        <TextField
          label="Add a note at this moment"
          value={text}
          onChange={setText}
          maxLength={500}
          error={add.error?.message}
        />
        <Button type="submit" needs="edit" isDisabled={text.trim() === '' || add.isPending}>
          Add note
        </Button>
      </form>
      {remove.error && <Failed error={remove.error} />}
    </div>
  )
}
