/** Listens on loopback only; answers the port, which is the first free one from `wanted` on. */
export async function listenOnFreePort(server, wanted) {
  for (let port = wanted; port < wanted + 100; port++) {
    try {
      return await listen(server, port);
    } catch (error) {
      if (error.code !== 'EADDRINUSE') throw error;
    }
  }
  throw new Error(`No port from ${wanted} to ${wanted + 99} is free. Choose one with PORT.`);
}

function listen(server, port) {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.removeListener('error', reject);
      resolve(server.address().port);
    });
  });
}
