/** By what a gateway's terminal is known, as `GET /cli` tells it. */
interface Known {
  readonly sha256: string;
  readonly certificateSha256: string | null;
}

/**
 * Fetches a file and keeps it as meshpair.mjs if its SHA-256 is the one that it was told; whoever signs the connection is
 * all the same then. No quote of a shell is in it.
 */
const FETCH = [
  'let[u,d]=process.argv.slice(1);',
  'if(parseInt(process.versions.node)<22)throw`meshpair needs Node 22 or later`;',
  'require(u.split(`:`)[0]).get(u,{rejectUnauthorized:false},r=>{let b=[];r.on(`data`,c=>b.push(c)).on(`end`,()=>{',
  'b=Buffer.concat(b);',
  'if(require(`crypto`).createHash(`sha256`).update(b).digest(`hex`)!=d)throw`This is not the file that the console knows`;',
  'require(`fs`).writeFileSync(`meshpair.mjs`,b)})})',
].join('');

/** What a POSIX shell, or PowerShell 7, runs on a device that has Node and nothing else, to join by a pairing's link or a setup key's. */
export function terminalLine(link: string, { sha256, certificateSha256 }: Known): string {
  const file = new URL('cli.mjs', link);
  const pin = file.protocol === 'https:' && certificateSha256 !== null ? ` --pin ${certificateSha256}` : '';
  // The list of processes shows no setup key.
  const join =
    new URL(link).hash === ''
      ? `node meshpair.mjs join '${link}'`
      : `echo '${link}' | node meshpair.mjs join --setup-key-file -`;
  return `node -e '${FETCH}' '${file.href}' ${sha256} && ${join}${pin}`;
}
