import { useQuery } from '@tanstack/react-query'
import { weeklyMessagesQuery } from '../../../api/weekly-query.ts'
import { Failed } from '../../../kit/states/failed.tsx'
import { percentInWords } from '../../../words/numbers.ts'
import { effectInWords } from '../../../words/traffic.ts'
import { type Change, effectQuery, type Place } from './queries.ts'
import css from './traffic.module.css'

/** What a change will do, in numbers, before it is made. */
export function Consequence({ place, change }: { readonly place: Place; readonly change: Change }) {
  const effect = useQuery(effectQuery(place, change))
  const weekly = useQuery(weeklyMessagesQuery(place.org, place.template))
  if (effect.error) return <Failed error={effect.error} onRetry={() => effect.refetch()} />
  if (!effect.data || weekly.isPending) return <p className="sub">Computing what happens …</p>
  return (
    <section className={css['consequence']} aria-label="What happens">
      <h3>What happens</h3>
      <ul>
        {effectInWords(effect.data, weekly.data ?? 0).map(line => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      <table className={css['shares']}>
        <caption className="meta">Share of all traffic</caption>
        <thead>
          <tr>
            <th scope="col">Wording</th>
            <th scope="col">Now</th>
            <th scope="col">After</th>
          </tr>
        </thead>
        <tbody>
          {effect.data.shares.map(({ id, name, before, after }) => (
            <tr key={id}>
              <th scope="row">{name}</th>
              <td>{percentInWords(before, 1)}</td>
              <td>{percentInWords(after, 1)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
