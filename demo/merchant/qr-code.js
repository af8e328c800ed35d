import qrcode from 'qrcode-generator';

/** Draws an address as an SVG, for a phone's camera. */
export function drawQrCode(address) {
  const code = qrcode(0, 'M');
  code.addData(address);
  code.make();
  return code.createSvgTag({ cellSize: 4, margin: 8, scalable: true, alt: { text: `二维码：${address}` } });
}
