type Status = 'never-seen' | 'live' | 'quiet' | 'failing'

/**
 * How the sources of an organisation do, for the top bar. Sources that never reported do not count.
 * @returns the worst status, for the dot, and the sentence
 */
export function sourcesInWords(statuses: readonly Status[]): {
  readonly worst: Status
  readonly text: string
} {
  const seen = statuses.filter(status => status !== 'never-seen')
  const live = seen.filter(status => status === 'live').length
  if (seen.length === 0) return { worst: 'never-seen', text: 'No source yet' }
  const worst = seen.includes('failing') ? 'failing' : seen.includes('quiet') ? 'quiet' : 'live'
  if (live < seen.length) return { worst, text: `${live} of ${seen.length} sources live` }
  return { worst, text: seen.length === 1 ? '1 source live' : `All ${seen.length} sources live` }
}
