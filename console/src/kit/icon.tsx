import css from './icon.module.css'

// Strokes on a square of 16.
const PATHS = {
  home: 'M2.5 7.2 8 2.5l5.5 4.7v6.3h-3.7V9.6H6.2v3.9H2.5z',
  templates: 'M2.5 2.5h11v11h-11zM2.5 6h11',
  recommendations: 'M5.8 10.5a3.9 3.9 0 1 1 4.4 0v1.4H5.8zM6.4 14h3.2',
  playground: 'M4 2.8 12.5 8 4 13.2z',
  plan: 'M2.5 2.5v11h11M5 10l2.6-3.2 2.2 1.8 3.4-4.4',
  events: 'M1.5 8.5h3l2-5 3 9.5 2-4.5h3',
  sources: 'M2.5 3h11v4h-11zM2.5 9h11v4h-11zM5 5h.01M5 11h.01',
  people: 'M8 8a2.7 2.7 0 1 0 0-5.4A2.7 2.7 0 0 0 8 8zM2.8 13.8c.4-2.6 2.4-4 5.2-4s4.8 1.4 5.2 4',
  deliveries: 'M2 8h11.5M9.5 4l4 4-4 4',
  exports: 'M8 10.5V2.5M4.8 5.7L8 2.5l3.2 3.2M2.5 10v3.5h11V10',
  channels:
    'M8 10.2a2.2 2.2 0 1 0 0-4.4 2.2 2.2 0 0 0 0 4.4zM8 1.8v2M8 12.2v2M1.8 8h2M12.2 8h2M3.6 3.6 5 5M11 11l1.4 1.4M3.6 12.4 5 11M11 5l1.4-1.4',
  settings: 'M2 4.5h6M11 4.5h3M9.5 2.5v4M2 11.5h3M8 11.5h6M6.5 9.5v4',
  help: 'M8 14.2A6.2 6.2 0 1 0 8 1.8a6.2 6.2 0 0 0 0 12.4zM6.2 6.4A1.8 1.8 0 1 1 8.6 8c-.4.2-.6.5-.6 1M8 11.3h.01',
  menu: 'M2.5 4h11M2.5 8h11M2.5 12h11',
  close: 'M3.5 3.5l9 9M12.5 3.5l-9 9',
  check: 'M3 8.5l3.2 3.2L13 5',
  alert: 'M8 3.5v5.5M8 12.2h.01',
  down: 'M4 6.5 8 10l4-3.5',
  up: 'M4 9.5 8 6l4 3.5',
  right: 'M6 3.5 10.5 8 6 12.5',
  left: 'M10 3.5 5.5 8l4.5 4.5',
  search: 'M7 11.5a4.5 4.5 0 1 0 0-9 4.5 4.5 0 0 0 0 9zM10.4 10.4 14 14',
  copy: 'M5.5 5.5h8v8h-8zM3 10.5h-.5v-8h8V3',
  plus: 'M8 3v10M3 8h10',
  external: 'M6 3H3v10h10v-3M9 3h4v4M13 3 7.5 8.5',
} as const

export type IconName = keyof typeof PATHS

/** A picture beside a text that says the same: screen readers skip it. */
export const Icon = ({ name, size = 16 }: { readonly name: IconName; readonly size?: number }) => (
  <svg className={css['icon']} width={size} height={size} viewBox="0 0 16 16" aria-hidden="true">
    <path d={PATHS[name]} />
  </svg>
)
