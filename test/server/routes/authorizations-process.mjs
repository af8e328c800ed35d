// One process of a merchant's server, which keeps its authorisations where others see them; it does what it is told by message.
// argv: redis, the compiled library, the URL; or sql, and then DATABASE_URL is in the environment.
const [, , kind, library, url] = process.argv;

async function overRedis() {
  const [{ redisAuthorizations }, { createClient }] = await Promise.all([import(library), import('redis')]);
  const redis = createClient({ url });
  redis.on('error', () => undefined);
  await redis.connect();
  return redisAuthorizations(redis);
}

async function overSql() {
  const { authorizations, onEvent } = await import('../snippets/database.mjs');
  return { ...authorizations, onEvent };
}

const verbs = await (kind === 'redis' ? overRedis() : overSql());
process.on('message', async ({ id, verb, args }) => {
  try {
    process.send({ id, value: await verbs[verb](...args) });
  } catch (error) {
    process.send({ id, error: String(error) });
  }
});
process.send('ready');
