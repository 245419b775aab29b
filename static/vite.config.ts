import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

const server = 'http://localhost:5000';

export default defineConfig({
  plugins: [react()],
  build: {
    outDir: '../src/Wava.Web/wwwroot',
    emptyOutDir: true,
    target: 'es2022',
    // Every asset is a file of its own: the page's security policy allows no data: addresses for fonts and scripts.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 400,
  },
  server: {
    proxy: {
      '/api': server,
      '/ws': { target: server, ws: true },
      '/signal': { target: server, ws: true },
    },
  },
  test: {
    environment: 'jsdom',
    include: ['src/**/*.test.{ts,tsx}'],
    restoreMocks: true,
    // A limit against hanging, not a measure: machines that run many things at once are slow.
    testTimeout: 60_000,
  },
});
