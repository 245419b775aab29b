import { createServer, request, type Server as HttpServer } from 'node:http';
import { freePort } from './server';

/** A way to the server that lets plain HTTP through and no WebSocket, as some companies' proxies do. */
export async function withoutWebSockets(server: string): Promise<{ readonly address: string; close(): void }> {
  const target = new URL(server);
  const proxy: HttpServer = createServer((from, to) => {
    const onward = request({ host: target.hostname, port: target.port, method: from.method, path: from.url, headers: from.headers }, answer => {
      to.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(to);
    });
    onward.on('error', () => to.destroy());
    to.on('close', () => onward.destroy());
    from.pipe(onward);
  });
  proxy.on('upgrade', (_, socket) => socket.destroy());
  const port = await freePort();
  await new Promise<void>(resolve => proxy.listen(port, 'localhost', resolve));
  return {
    address: `http://localhost:${port}`,
    close: () => {
      proxy.close();
      proxy.closeAllConnections();
    },
  };
}
