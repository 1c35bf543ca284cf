import { createAllowList } from './allow-list.ts';
import type { Receiving } from './receiving.ts';

/** Who may send, and how many connections there may be. */
export class Admission {
  readonly receiving: Receiving;
  readonly allows: (address: string) => boolean;
  readonly perSender = new Map<string, number>();
  connections = 0;

  constructor(receiving: Receiving) {
    this.receiving = receiving;
    this.allows = createAllowList(receiving.settings.allow);
  }

  /** Whether one more connection is taken; who is taken leaves by `left`. Unix sockets have no address. */
  admits(address: string | undefined): boolean {
    const { maxConnections, maxConnectionsPerSender } = this.receiving.settings;
    const ofSender = this.perSender.get(address ?? '') ?? 0;
    if (address !== undefined && !this.allows(address))
      return this.refuse('not-allowed', address, 'is not among `allow`');
    if (this.connections >= maxConnections)
      return this.refuse('connections', address, `came while there were maxConnections (${maxConnections})`);
    if (address !== undefined && ofSender >= maxConnectionsPerSender)
      return this.refuse('sender-connections', address, `has maxConnectionsPerSender (${maxConnectionsPerSender})`);
    this.perSender.set(address ?? '', ofSender + 1);
    this.connections++;
    return true;
  }

  left(address: string | undefined): void {
    const left = (this.perSender.get(address ?? '') ?? 1) - 1;
    if (left > 0) this.perSender.set(address ?? '', left);
    else this.perSender.delete(address ?? '');
    this.connections--;
  }

  refuse(kind: string, address: string | undefined, words: string): false {
    const peer = address ?? 'a local program';
    this.receiving.notices.count(kind, () => `${peer} ${words}: its connection was refused`, { peer });
    return false;
  }
}
