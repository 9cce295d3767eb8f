import type { Template } from './catalog.ts'

/** The share of control among all messages: null if the platform divides them, zero without a control wording. */
export const controlShareOf = ({ split, control }: Pick<Template, 'split' | 'control'>): number | null =>
  split.method === 'external' ? null : control === undefined ? 0 : split.controlShare
