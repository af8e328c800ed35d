import legacy from '@vitejs/plugin-legacy';
import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';
import { toNodeHandler } from 'weixin-payscore/server';

/** The merchant's routes on the same origin as the page, under `vite` and under `vite preview`. */
const merchant = {
  name: 'merchant',
  configureServer: use,
  configurePreviewServer: use,
};

async function use({ middlewares }) {
  const { handler } = await import('./merchant.js');
  const answer = toNodeHandler(handler);
  middlewares.use((req, res, next) => (req.url.startsWith('/payscore/') ? answer(req, res, next) : next()));
}

export default defineConfig({
  // Old WeChat has engines from Chrome 53 and iOS 10 on. Vite's own default is newer, and the page would stay blank there.
  plugins: [react(), legacy({ targets: ['chrome >= 53', 'ios >= 10'] }), merchant],
  preview: { host: '127.0.0.1', port: Number(process.env.PORT), strictPort: true },
});
