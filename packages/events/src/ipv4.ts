const [zero, dot] = [0x30, 0x2e];

/**
 * The IPv4 address that `text` is, in four decimal numbers without leading zeros, as a signed number of 32 bits; undefined
 * where it is none. Several times as quick as the pattern of `isIP`.
 */
export function parseIPv4(text: string): number | undefined {
  let address = 0;
  let part = 0;
  let digits = 0;
  let dots = 0;
  for (let i = 0; i < text.length; i++) {
    const digit = text.charCodeAt(i) - zero;
    if (digit >= 0 && digit <= 9 && (digits === 0 || part > 0)) {
      part = part * 10 + digit;
      digits++;
      if (part > 255) return undefined;
    } else {
      if (digit !== dot - zero || digits === 0 || dots === 3) return undefined;
      address = (address << 8) | part;
      part = 0;
      digits = 0;
      dots++;
    }
  }
  return dots === 3 && digits > 0 ? (address << 8) | part : undefined;
}
