// Makes pictures of the console's pages in screens/. `npm run screens -- results` makes those of names or routes with
// "results" in them; `npm run screens -- --overlays` those of menus, dialogs and the search; `npm run screens -- --tour` those
// of docs/tour.md.
import { spawnSync } from 'node:child_process'

const [filter = ''] = process.argv.slice(2)
const { status } = spawnSync('npx', ['vitest', 'run', '--project', 'screens'], {
  stdio: 'inherit',
  env: { ...process.env, SCREENS: filter },
})
process.exit(status ?? 1)
