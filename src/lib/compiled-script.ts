/**
 * The script of a thread or process. They run the compiled script, even if the tests run the source.
 * @param from `import.meta.url` of the caller, whose folder holds the script
 * @param name without its ending
 */
export function compiledScript(from: string, name: string): URL {
  const at = from.lastIndexOf('/src/')
  const compiled = from.endsWith('.ts')
    ? `${from.slice(0, at)}/dist/${from.slice(at + '/src/'.length)}`
    : from
  return new URL(`./${name}.js`, compiled)
}
