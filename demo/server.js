import { startDemoServer } from './start-demo-server.js';
import { startRealMode } from './real/start-real-mode.js';

if (process.argv.includes('--real')) {
  const exitCode = await startRealMode(process.argv.slice(2), process.env, console.log);
  if (exitCode !== 0) process.exit(exitCode);
} else {
  await startSimulation();
}

async function startSimulation() {
  // Everything is on this machine: a proxy that the environment names would only be in the way.
  process.env.no_proxy = '*';

  const wanted = Number(process.env.PORT || 8080);
  const port = await startDemoServer(wanted);

  if (wanted && port !== wanted) console.log(`Port ${wanted} is taken, so this is ${port}.`);
  console.log(`http://127.0.0.1:${port}/`);
}
