// Sends argv[3] messages, those of the file argv[5] over and over, to port argv[2], framed as argv[4] says; begins when told on standard input.
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { argv, stdin, stdout } from 'node:process';

const [port, count] = [Number(argv[2]), Number(argv[3])];
const counted = argv[4] === 'octet-counting';
const chunkBytes = 65_536;

/** Chunks of whole messages, with how many are in each. */
function chunks() {
  const made = [];
  let [frames, bytes, messages] = [[], 0, 0];
  const close = () => {
    made.push({ data: Buffer.concat(frames), messages });
    [frames, bytes, messages] = [[], 0, 0];
  };
  for (const line of readFileSync(argv[5], 'latin1').split('\n')) {
    if (line === '') continue;
    const frame = Buffer.from(counted ? `${line.length} ${line}` : `${line}\n`, 'latin1');
    frames.push(frame);
    messages++;
    bytes += frame.length;
    if (bytes > chunkBytes) close();
  }
  if (messages > 0) close();
  return made;
}

const all = chunks();
const socket = connect(port, '127.0.0.1');
await once(socket, 'connect');
stdout.write('ready\n');
await once(stdin, 'data');
for (let sent = 0, i = 0; sent < count; i = (i + 1) % all.length) {
  const { data, messages } = all[i];
  if (!socket.write(data)) await once(socket, 'drain');
  sent += messages;
}
socket.end();
await once(socket, 'close');
stdin.destroy();
