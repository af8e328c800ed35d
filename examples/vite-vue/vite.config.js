import vue from '@vitejs/plugin-vue';
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
  plugins: [vue(), merchant],
  // Chrome 66 is in WeChat 7.0.5 on Android. Vite's own default is newer, and the page would stay blank there.
  build: { target: ['chrome66', 'safari11.1'] },
  preview: { host: '127.0.0.1', port: Number(process.env.PORT), strictPort: true },
});
