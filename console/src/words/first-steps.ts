export type StepKey =
  | 'platform'
  | 'key'
  | 'template'
  | 'first-call'
  | 'copy-in-message'
  | 'first-report'
  | 'activate'

interface StepWords {
  readonly title: string
  readonly why: string
  readonly action: string
}

/** The seven first steps: what, why, and the button. */
export const FIRST_STEPS: Readonly<Record<StepKey, StepWords>> = {
  platform: {
    title: 'Choose your platform',
    why: 'It sends the messages and reports what became of them.',
    action: 'Choose',
  },
  key: {
    title: 'Make an API key',
    why: 'The platform asks for copy with it. It is shown once.',
    action: 'Make a key',
  },
  template: {
    title: 'Write a template with a control and two wordings',
    why: 'The control is the text of today. Without it nothing can be compared.',
    action: 'Write',
  },
  'first-call': {
    title: 'Ask for the copy once',
    why: 'From the platform, or with the command of your own backend.',
    action: 'See how',
  },
  'copy-in-message': {
    title: 'Put the copy into the message',
    why: 'A report with the tracking id of a message proves it.',
    action: 'See how',
  },
  'first-report': {
    title: 'See the first report count',
    why: 'Sends, opens, clicks and purchases are what Parley learns from.',
    action: 'Look at events',
  },
  activate: {
    title: 'Activate the template',
    why: 'A draft gives everybody the control.',
    action: 'Activate',
  },
}

/** "3 of 7 done". */
export function progressInWords(done: number, all: number): string {
  if (done === 0) return `${all} steps, in any order`
  return done === all ? 'All done' : `${done} of ${all} done`
}
