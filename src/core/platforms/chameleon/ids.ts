import type { IdPaths } from '../unusable-ids.ts'

const EXPERIENCES = ['tour', 'survey', 'embed', 'demo'].map(name => `data.${name}`)

/** The fields of a webhook that are ids. Those of a choice have the id of the Tour in their name. */
export const IDS: IdPaths = {
  person: ['data.profile.uid'],
  address: ['data.profile.email'],
  message: ['id', ...['copy_id', 'decision_id', 'tracking_id'].map(name => `data.profile.${name}_*`)],
  source: [
    ...EXPERIENCES.flatMap(name => [`${name}.id`, `${name}.segment_id`]),
    ...['data.response.survey_id', 'data.alert_group.id', 'data.step.id', 'data.button.id'],
  ],
}
