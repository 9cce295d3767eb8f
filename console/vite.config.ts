import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

/**
 * React Aria adds a `<style>` element unless one with this id exists (adobe/react-spectrum#8273), and the content
 * security policy refuses it. So the stylesheet carries the id, and base.css carries the rule.
 */
const nameStylesheet: Plugin = {
  name: 'name-stylesheet',
  transformIndexHtml: {
    order: 'post',
    handler: html =>
      html.replace('<link rel="stylesheet"', '<link id="react-aria-pressable-style" rel="stylesheet"'),
  },
}

const api = process.env['PARLEY_URL'] ?? 'http://127.0.0.1:3000'
// The browsers that know light-dark() of CSS (May 2024): the tokens stand on it.
const BROWSERS = ['chrome123', 'edge123', 'firefox120', 'safari17.5']

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  plugins: [react(), nameStylesheet],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: BROWSERS,
    cssTarget: BROWSERS,
    // A data: address would be a style or an image that the policy does not name.
    assetsInlineLimit: 0,
    sourcemap: false,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
  server: {
    proxy: {
      '^/(api|docs|schemas|healthz|readyz|metrics|openapi.json)': { target: api, changeOrigin: false },
    },
  },
})
