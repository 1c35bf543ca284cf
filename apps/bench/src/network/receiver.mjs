// Receives syslog by TCP, parses and counts it in an engine, and says when argv[2] messages are there.
import { argv, resourceUsage, stdout } from 'node:process';
import { createEngine, Module } from '@correlator/core';
import { createSyslogInput } from '@correlator/input-syslog';

const count = Number(argv[2]);

class Count extends Module {
  records = 0;
  process() {
    if (++this.records === count)
      stdout.write(`done ${resourceUsage().maxRSS * 1024} ${process.cpuUsage().user + process.cpuUsage().system}\n`);
  }
}

const input = createSyslogInput({ listen: 'tcp://127.0.0.1:0' });
const engine = createEngine({ inputs: [input], modules: [{ name: 'count', create: () => new Count({}) }] });
await engine.start();
stdout.write(`port ${new URL(input.urls[0]).port}\n`);
process.on('SIGTERM', () => engine.stop());
await engine.finished;
