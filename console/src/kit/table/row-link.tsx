import { createLink } from '@tanstack/react-router'
import type { ComponentProps } from 'react'
import { cx } from '../cx.ts'
import css from './data-table.module.css'

/** Marks the links of rows, for the keys that go from row to row. */
export const ROW_LINK = 'data-row-link'

const Anchor = ({ className, ...props }: ComponentProps<'a'>) => (
  <a {...props} {...{ [ROW_LINK]: '' }} className={cx(css['link'], className)} />
)

/** The link of a row, in its heading cell. The whole row can be clicked. */
export const RowLink = createLink(Anchor)
