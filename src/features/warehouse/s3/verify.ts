import type { Finding } from '../../../core/platforms/vendor.ts'
import { ChangedError } from '../loading.ts'
import { SourceError } from '../source-error.ts'
import { isDataObject, type S3Object } from './completeness.ts'
import type { OpenBucket } from './open-connection.ts'
import { RefusedError } from './refusal.ts'

const PARQUET = 'PAR1'

/** Tries what a run does: takes on the role, lists the prefix, and reads the beginning of one object. */
export async function verifyBucket(
  { bucket, credentials }: OpenBucket,
  prefix: string,
): Promise<readonly Finding[]> {
  const findings: Finding[] = []
  try {
    if (credentials !== undefined && (await credentials()).sessionToken !== undefined)
      findings.push(works('Take on the role', 'Parley took on the role.'))
  } catch (error) {
    return [failed('Take on the role', error)]
  }
  const place = prefix === '' ? 'the bucket' : prefix
  try {
    const objects = await bucket.peek()
    return [...findings, ...listed(place, objects), ...(await readOne(bucket, objects))]
  } catch (error) {
    return [...findings, failed('List the prefix', error)]
  }
}

const works = (check: string, message: string): Finding => ({ check, status: 'works', message, fix: null })

/** @throws what is no answer of the store */
function failed(check: string, error: unknown): Finding {
  if (!(error instanceof SourceError)) throw error
  const fix = error instanceof RefusedError ? error.fix : 'Change the source, and verify it again.'
  return { check, status: 'fails', message: error.message, fix }
}

function listed(place: string, objects: readonly S3Object[]): readonly Finding[] {
  const check = 'List the prefix'
  if (objects.some(({ name }) => name.includes('/_delta_log/')))
    return [
      {
        ...{ check, status: 'fails', fix: 'Export it as plain Parquet files, or share the table.' },
        message: `${place} is a Delta table, whose files may be deleted ones.`,
      },
    ]
  const files = objects.filter(isDataObject).length
  const many = objects.length >= 1_000 ? ' among the first thousand objects' : ''
  return [
    works(check, `Parley listed ${place}: ${files} Parquet file${files === 1 ? '' : 's'}${many}.`),
    ...(files > 0
      ? []
      : [
          {
            ...{ check: 'Read an object', status: 'not-asked' as const, fix: null },
            message: 'There is no Parquet file yet, so Parley could not try to read one.',
          },
        ]),
  ]
}

async function readOne(
  bucket: OpenBucket['bucket'],
  objects: readonly S3Object[],
): Promise<readonly Finding[]> {
  const check = 'Read an object'
  const object = objects.find(isDataObject)
  if (object === undefined) return []
  try {
    const beginning = await bucket.text(object.name, PARQUET.length)
    if (beginning === PARQUET) return [works(check, `Parley read the beginning of ${object.name}.`)]
    return [
      {
        ...{ check, status: 'fails', message: `${object.name} does not begin like a Parquet file.` },
        fix: 'Export Parquet, without a compression around the whole file.',
      },
    ]
  } catch (error) {
    if (error instanceof ChangedError)
      return [
        { check, status: 'not-asked', message: `${object.name} was replaced just now.`, fix: 'Try again.' },
      ]
    return [failed(check, error)]
  }
}
