import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What ingest is measured against: node:http that reads a body and throws it away. Prints its port. */
const server = createServer((request, response) => {
  request.on('data', () => undefined);
  request.on('end', () => {
    response.writeHead(202, { 'content-type': 'application/json', 'content-length': '2' });
    response.end('{}');
  });
});

server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`${(server.address() as AddressInfo).port}\n`);
});
