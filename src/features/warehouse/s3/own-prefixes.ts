export const OWN_SETTING = 'PARLEY_S3_OWN_PREFIXES'

/**
 * Whether an organisation may read a prefix with the identity of this server. That identity may read what belongs to
 * other organisations, so the operator lists who may read what.
 * @param ownPrefixes items such as exports/redshift/{org}/, separated by commas; {org} stands for the slug
 */
export function isOwnPrefix(
  ownPrefixes: string,
  orgSlug: string,
  { bucket, prefix }: { readonly bucket: string; readonly prefix: string },
): boolean {
  const own = ownPrefixes
    .split(',')
    .map(item => item.trim().replaceAll('{org}', orgSlug))
    .filter(item => item.includes('/'))
    .map(item => (item.endsWith('/') ? item : `${item}/`))
  return own.some(item => `${bucket}/${prefix}`.startsWith(item))
}
