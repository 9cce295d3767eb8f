import type { JSONColumnType } from 'kysely'

/** An object that is written as JSON text, because the driver turns arrays into PostgreSQL arrays. */
export type Json<Shape extends object> = JSONColumnType<Shape, string, string>
