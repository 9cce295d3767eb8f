import { type KeyboardEvent, type PointerEvent, type ReactNode, useId, useRef, useState } from 'react'
import css from '../../charts/charts.module.css'
import { movedBy, nearest, type Place } from '../../charts/keys.ts'
import { useWidth } from '../../charts/use-width.ts'
import { Button } from '../../kit/controls/button.tsx'
import { Card } from '../../kit/show/card.tsx'
import { type NumbersOf, NumbersTable } from './numbers-table.tsx'

interface Props {
  readonly title: string
  /** What the chart says, in one sentence. */
  readonly sentence: string
  /** Under the sentence. */
  readonly note?: ReactNode
  readonly numbers: NumbersOf
  readonly showsNumbers: boolean
  readonly onNumbers: (shows: boolean) => void
  readonly height: number
  readonly points: number
  /** When each point is, in milliseconds, ascending. */
  readonly times?: readonly number[]
  /** The number of series that the up and down keys walk through. */
  readonly series?: number
  /** The point in words. */
  readonly say: (place: Place) => string
  /** Draws at a width, with the point that is looked at. `xs` are the places of the points. */
  readonly draw: (
    width: number,
    place: Place | null,
  ) => { readonly xs: readonly number[]; readonly picture: ReactNode; readonly legend?: ReactNode }
  /** The time of a point, as the address keeps it, and the one that is kept. */
  readonly pin?: Pin
  /** In place of a picture that would mislead. The numbers stay. */
  readonly instead?: string | undefined
}

export interface Pin {
  readonly at: string | undefined
  readonly onPin: (at: string | undefined) => void
}

/** A chart in its card: a sentence, the picture, its points by pointer and arrow keys, and its numbers as a table. */
export function Chart(props: Props) {
  const { title, sentence, note, numbers, showsNumbers, onNumbers, instead } = props
  const id = useId()
  return (
    <Card
      title={title}
      actions={
        <Button
          kind="quiet"
          size="small"
          aria-pressed={showsNumbers}
          onPress={() => onNumbers(!showsNumbers)}
        >
          {showsNumbers ? 'Picture' : 'Numbers'}
        </Button>
      }
    >
      <figure className={css['figure']} aria-describedby={id}>
        <figcaption className="meta" id={id}>
          {sentence} {note}
        </figcaption>
        {showsNumbers ? (
          <NumbersTable caption={title} numbers={numbers} />
        ) : instead === undefined ? (
          <Picture {...props} />
        ) : (
          <p className="sub">{instead}</p>
        )}
      </figure>
    </Card>
  )
}

function Picture({ title, height, points, series = 1, times, pin, say, draw }: Props) {
  const ref = useRef<HTMLDivElement>(null)
  const width = useWidth(ref)
  const [looked, setPlace] = useState<Place | null>(null)
  const pinnedMs = pin?.at === undefined ? Number.NaN : Date.parse(pin.at)
  const pinned = times === undefined || Number.isNaN(pinnedMs) ? -1 : nearest(times, pinnedMs)
  const place = looked ?? (pinned < 0 ? null : { point: pinned, series: 0 })
  const { xs, picture, legend } = draw(Math.max(width, 240), place)
  const start: Place = { point: points - 1, series: 0 }
  const shown = place ?? start
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') {
      setPlace(null)
      if (pinned >= 0) pin?.onPin(undefined)
    }
    const atMs = times?.[shown.point]
    if (event.key === 'Enter' && atMs !== undefined) pin?.onPin(new Date(atMs).toISOString())
    const moved = movedBy(event.key, shown, points, series)
    if (moved === undefined) return
    event.preventDefault()
    setPlace(moved)
  }
  const onPointerMove = (event: PointerEvent<HTMLElement>) => {
    const { left } = event.currentTarget.getBoundingClientRect()
    setPlace({ ...shown, point: nearest(xs, event.clientX - left) })
  }
  return (
    <div
      ref={ref}
      className={css['picture']}
      role="slider"
      tabIndex={0}
      aria-label={title}
      aria-valuemin={0}
      aria-valuemax={Math.max(0, points - 1)}
      aria-valuenow={shown.point}
      aria-valuetext={say(shown)}
      onKeyDown={onKeyDown}
      onFocus={() => setPlace(shown)}
      onBlur={() => setPlace(null)}
      onPointerMove={onPointerMove}
      onPointerLeave={() => setPlace(null)}
    >
      {width > 0 && (
        <svg width={width} height={height} viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
          {picture}
          {place !== null && xs[place.point] !== undefined && (
            <line
              className={css['cursor']}
              x1={xs[place.point]}
              x2={xs[place.point]}
              y1={8}
              y2={height - 26}
            />
          )}
        </svg>
      )}
      {legend !== undefined && <div className={css['labels']}>{legend}</div>}
      <p className={css['read']} aria-hidden="true">
        {place === null ? ' ' : say(place)}
      </p>
    </div>
  )
}
