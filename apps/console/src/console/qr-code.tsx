import type { VNode } from 'preact';

interface Props {
  readonly svg: string;
  readonly url: string;
}

/** The code, dark on white with its quiet zone whatever the theme. An image: its markup is never ours. */
export const QrCode = ({ svg, url }: Props): VNode => (
  <div class="qr">
    <img
      src={`data:image/svg+xml,${encodeURIComponent(svg)}`}
      alt={`QR code that opens the join page at ${new URL(url).host}`}
      width="264"
      height="264"
    />
  </div>
);
