import { readFileSync } from 'node:fs'

const OPS = new URL('../../../ops/ha/', import.meta.url)
const FIRST = '10.0.0.1:'
/** An address with a port, and no network. */
const ENDPOINT = /10\.0\.0\.\d:/g

/** The files of ops/ha as they stand there, but with addresses of this machine. */
export interface Files {
  /** @param folder of the machine's own, in place of /var/lib */
  ofMachine(name: 'etcd.yml' | 'patroni.yml', machine: number, folder: string, bin: string): string
  readonly haproxy: string
  /** @param machine its number, from 1 */
  addressOf(machine: number): string
  /** Of HAProxy. */
  readonly entry: string
}

/** @param network three numbers of 127.0.0.0/8: each run of the tests has its own */
export function readFiles(network: string): Files {
  const textOf = (name: string) => readFileSync(new URL(name, OPS), 'utf8')
  const entry = `${network}.100:5000`
  const here = (text: string) =>
    text
      .replaceAll('10.0.0.0/24', '127.0.0.0/8')
      .replaceAll('10.0.0.', `${network}.`)
      .replaceAll('127.0.0.1:5000', entry)
  return {
    ofMachine: (name, machine, folder, bin) =>
      here(
        textOf(name)
          .split('\n')
          .map(line =>
            line.match(ENDPOINT)?.length === 1 ? line.replace(FIRST, `10.0.0.${machine}:`) : line,
          )
          .join('\n'),
      )
        .replace('name: db1', `name: db${machine}`)
        .replaceAll('/var/lib', folder)
        .replace(/bin_dir: .*/, `bin_dir: ${bin}`),
    haproxy: here(textOf('haproxy.cfg')),
    addressOf: machine => `${network}.${machine}`,
    entry,
  }
}
