/** Vectors of lenient suites that do not hold here, and why. */
export const deviations: readonly { readonly reason: string; readonly ids: readonly string[] }[] = [
  {
    reason: 'bytes that are not UTF-8 have become U+FFFD before a line is parsed; the message is kept',
    ids: [
      'syn-31acbfb142d6',
      'syn-141d7053acb9',
      'syn-3e33d0163c95',
      'syn-9eb5d8614ee4',
      'syn-c7a1fbc817e7',
      'syn-ab8a874d4085',
      'syn-d9027e57fc80',
      'syn-b86fdf3b7b16',
      'syn-67d55e423336',
      'syn-76c17a09200c',
      'syn-3ad23ac88165',
      'syn-ef7f041ee1a0',
      'syn-5d6456ba51ba',
      'syn-59da724637bf',
      'syn-bcdb2d2345f6',
      'syn-1b4d55eb382e',
    ],
  },
  {
    reason:
      'not in the grammar of RFC 5424: unquoted or missing values (but of VMware), a space after =, names of more than 32 characters',
    ids: [
      'syn-751c90a1da63',
      'syn-5ac6b7c13b82',
      'syn-b1e298db8d92',
      'syn-435244372910',
      'syn-8a9ae59fc5e5',
      'syn-a91853547a74',
    ],
  },
  {
    reason: 'not in the grammar of RFC 5424: a space or a comma in the time, nine digits of fraction',
    ids: ['syn-a89646a2034d', 'syn-0b7d8aa6a710', 'syn-67bbb45af466', 'syn-4cd1c9c10d08'],
  },
  {
    reason: 'nothing, or one word without a colon, after time and host: it is no message (the strict vectors say so)',
    ids: [
      'syn-477e5a4fe5c8',
      'syn-1f6ae559784c',
      'syn-2486e0e01061',
      'syn-ce138fc3efa9',
      'syn-16cadc5a1c19',
      'syn-6a0e055b7f15',
      'syn-35bc6752bcdb',
      'syn-865d4d9ad4ef',
    ],
  },
  {
    reason:
      'a first word without colon and brackets is no tag but part of the message; a missing priority stays missing',
    ids: ['syn-9d3c5f387c9f', 'syn-12cfbebc5373', 'syn-2e82b1b82fe4', 'syn-31e550bfde0d'],
  },
  {
    reason: 'options of the suite that are not ours: no host expected, host names refused by a pattern, tags checked',
    ids: ['syn-98159713525b', 'syn-84ddc7981cf0', 'syn-461e7c033c54', 'syn-65af93581cbb'],
  },
  {
    reason: 'the mnemonic of a Cisco message is its tag, as it is for rsyslog and syslog-ng',
    ids: ['syn-e388472a8798'],
  },
  { reason: 'structured data within the message of RFC 3164 stays in the message', ids: ['syn-0c7665d5f0c6'] },
  { reason: 'a time in brackets is no form of syslog', ids: ['syn-4e7eaade6deb'] },
  {
    reason: 'the suite takes another year than the nearest: the current one, or the last that is not in the future',
    ids: ['syn-a2d740d3dd6f', 'syn-54071a5d69e7', 'syn-3481a7792328'],
  },
  { reason: 'a wall time that clocks skip is shifted forward, not back', ids: ['syn-a3b99a214a93'] },
];
